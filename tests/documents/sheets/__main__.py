"""`python -m tests.documents.sheets`: the figures, and each idea of the sheets that is not called one.

With `--beside`, also what is called an idea and is in no sheet; with words, of the files that have one in their name.
"""

from __future__ import annotations

import sys
from collections import Counter

from tests.documents.sheets import finding
from tests.documents.sheets.answers import sheets

words = [argument for argument in sys.argv[1:] if argument != "--beside"]
chosen = [it for it in sheets() if not it.refused and (not words or any(word in it.file for word in words))]
results = [finding.found(sheet) for sheet in chosen]
asked = Counter(candidate.kind for it in results for candidate, _ in it.asked)
print(
    f"{len(results)} files, {sum(asked.values())} candidates in their sheets, {sum(len(it.shown) for it in results)} shown"
)
for kind, count in asked.most_common():
    shown, named = (finding.recall(results, kind, named=named) for named in (False, True))
    print(f"{kind:11}{count:4} in the sheets   shown {shown:.3f}   shown as {kind} {named:.3f}")
for register, written in (("spoken", False), ("written", True)):
    some = [it for it in results if it.written == written]
    if not some:
        continue
    shown, named = (finding.recall(some, "idea", named=named) for named in (False, True))
    print(f"{register} ideas    shown {shown:.3f}   shown as idea {named:.3f}")
of_all, of_ideas = finding.precision(results)
print(f"precision: {of_all:.3f} of what is shown, {of_ideas:.3f} of what is called an idea")
for file, text, kinds in finding.missed(results, named=True):
    print(f"  {', '.join(kinds) or 'not shown'}: {text}  ({file})")
if "--beside" in sys.argv:
    for it in results:
        for one in it.shown:
            if one.kind == "idea" and not any(
                candidate.kind == "idea" and finding.is_same(candidate.text, one.text)
                for candidate in it.sheet.candidate
            ):
                print(f"  called an idea: {one.text}  ({it.sheet.file})")
