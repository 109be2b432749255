"""Settings are read once; a wrong one stops the start with file, key and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from config.campaign import SettingsError, load_campaign
from config.settings import SHIPPED, Settings, load

CAMPAIGN = """
id = "spring"
title = "Spring"
opens_at = 2026-03-01
closes_at = 2026-06-01
time_zone = "Europe/London"

[[challenges]]
id = "capacity"
title = "Boosting capacity"

[[chats]]
id = "first"
title = "The first chat"
starts_at = 2026-04-01T19:00:00
tags = ["SolvingTogether"]
[[chats.questions]]
text = "What would help?"
challenge = "capacity"
at = 19:05:00
"""


@pytest.fixture
def bridge_file(tmp_path: Path) -> Path:
    """A settings file with one campaign beside it."""
    (tmp_path / "spring.toml").write_text(CAMPAIGN, encoding="utf-8")
    file = tmp_path / "bridge.toml"
    file.write_text('campaigns = ["spring.toml"]\n', encoding="utf-8")
    return file


def test_what_is_shipped_is_right() -> None:
    settings = load(environment={})

    assert [plan.id for plan in settings.plans] == ["elective-care"]
    assert len(settings.plans[0].challenges) == 7


def test_the_environment_wins_over_the_file_and_a_flag_over_both(bridge_file: Path) -> None:
    environment = {"IDEABRIDGE_PORT": "9001", "IDEABRIDGE_REHEARSAL__SPEED": "60", "HOME": "/somewhere"}

    settings = load(bridge_file, environment=environment, overrides={"port": 9002, "data": None})

    assert (settings.port, settings.rehearsal.speed, settings.data) == (9002, 60.0, "data")


def test_a_secret_can_stand_in_a_file_of_its_own(bridge_file: Path) -> None:
    (bridge_file.parent / "key").write_text("a-long-enough-secret\n", encoding="utf-8")

    settings = load(bridge_file, environment={"IDEABRIDGE_VOICE_KEY_FILE": "key"})

    assert settings.voice_key == "a-long-enough-secret"


def test_the_stores_address_may_hold_a_password_and_is_shown_without_it(bridge_file: Path) -> None:
    (bridge_file.parent / "store").write_text("rediss://bridge:pass/word@store.example:6380/0\n", encoding="utf-8")

    settings = load(bridge_file, environment={"IDEABRIDGE_STORE_FILE": "store", "IDEABRIDGE_STORE_CHECKS": "false"})

    assert settings.store == "rediss://bridge:pass/word@store.example:6380/0"
    assert settings.without_secrets().store == "rediss://bridge:set@store.example:6380/0"
    assert settings.store_checks is False


def test_no_language_model_is_asked_unless_somebody_sets_one_up() -> None:
    assert load(environment={}).model.url == ""


def test_a_models_key_stands_in_a_file_and_is_not_shown(bridge_file: Path) -> None:
    (bridge_file.parent / "model_key").write_text("a-key-of-ours\n", encoding="utf-8")
    environment = {
        "IDEABRIDGE_MODEL__URL": "http://[::1]:8000/v1",
        "IDEABRIDGE_MODEL__NAME": "small",
        "IDEABRIDGE_MODEL__KEY_FILE": "model_key",
    }

    settings = load(bridge_file, environment=environment)

    assert settings.model.key == "a-key-of-ours"
    assert settings.without_secrets().model.key == "set"


def test_no_model_of_meaning_reads_ideas_unless_somebody_provides_one() -> None:
    assert load(environment={}).related.model == ""


def test_a_model_of_meaning_is_a_folder_beside_the_settings_file(bridge_file: Path) -> None:
    folder = bridge_file.parent / "minilm"
    folder.mkdir()
    (folder / "model.onnx").touch()
    environment = {"IDEABRIDGE_RELATED__MODEL": "minilm", "IDEABRIDGE_RELATED__NEAR": "0.6"}

    with pytest.raises(SettingsError, match=r"related\.model names minilm, which has no tokenizer\.json: docs"):
        load(bridge_file, environment=environment)
    (folder / "tokenizer.json").touch()

    assert load(bridge_file, environment=environment).related.model == str(folder)
    assert load(bridge_file, environment=environment).related.near == 0.6


def test_clock_times_are_those_of_the_campaigns_time_zone(bridge_file: Path) -> None:
    chat = load(bridge_file, environment={}).plans[0].chats[0]

    assert chat.starts_at.utcoffset() is not None
    assert chat.starts_at.isoformat() == "2026-04-01T19:00:00+01:00"


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"IDEABRIDGE_PRT": "1"}, "prt is not a setting; did you mean 'port'?"),
        ({"IDEABRIDGE_REHEARSAL__SPED": "1"}, "rehearsal.sped is not a setting; did you mean 'speed'?"),
        ({"IDEABRIDGE_PORT": "eighty"}, "port expected `int`"),
        ({"IDEABRIDGE_PORT": "70000"}, "port must be 0 to 65535"),
        ({"IDEABRIDGE_REHEARSAL__SPEED": "0"}, "rehearsal.speed must be above 0"),
        ({"IDEABRIDGE_VOICE_KEY_FILE": "nowhere"}, "voice_key_file names nowhere, which cannot be read"),
        ({"IDEABRIDGE_VOICE_KEY": "short"}, "voice_key must have at least 16 characters"),
        ({"IDEABRIDGE_LOG__FORMAT": "xml"}, "log.format must be auto, console or json"),
        ({"IDEABRIDGE_BLUESKY__JETSTREAM": "https://there"}, "must be a ws:// or wss:// address"),
        ({"IDEABRIDGE_STORE": "postgres://there"}, "store must be empty (embedded) or a redis:// or rediss:// address"),
        ({"IDEABRIDGE_STORE_CHECKS": "perhaps"}, "store_checks expected `bool`"),
        (
            {"IDEABRIDGE_RELATED__MODEL": "nowhere"},
            "related.model names nowhere, which has no model.onnx and no tokenizer.json",
        ),
        ({"IDEABRIDGE_RELATED__NEAR": "0.9"}, "related.near must be above 0 and at most related.same"),
        ({"IDEABRIDGE_RELATED__SAME": "1.1"}, "which is at most 1"),
        ({"IDEABRIDGE_RELATED__THREADS": "0"}, "related.threads must be 1 to 64"),
        ({"IDEABRIDGE_MODEL__URL": "localhost:11434/v1"}, "model.url must be a http:// or https:// address"),
        ({"IDEABRIDGE_MODEL__URL": "https://me:secret@models.example/v1"}, "a key goes into model.key"),
        ({"IDEABRIDGE_MODEL__URL": "https://models.example/v1?key=secret"}, "a key goes into model.key"),
        ({"IDEABRIDGE_MODEL__URL": "http://localhost/v1"}, "model.name is empty: name the model"),
        ({"IDEABRIDGE_MODEL__SECONDS": "0"}, "model.seconds must be above 0, is 0"),
        (
            {
                "IDEABRIDGE_MODEL__URL": "http://localhost/v1",
                "IDEABRIDGE_MODEL__NAME": "small",
                "IDEABRIDGE_MODEL__KEY": "two words",
            },
            "model.key holds a space",
        ),
        ({"IDEABRIDGE_MODEL__KEY_FILE": "nowhere"}, "model.key_file names nowhere, which cannot be read"),
        ({"IDEABRIDGE_CAMPAIGNS": "missing.toml"}, "missing.toml cannot be read"),
    ],
)
def test_a_wrong_setting_is_refused_by_file_and_key(
    bridge_file: Path, environment: dict[str, str], complaint: str
) -> None:
    with pytest.raises(SettingsError, match=re.escape(complaint)):
        load(bridge_file, environment=environment)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        (
            "Europe/London",
            "Europe/Lundon",
            "time_zone is 'Europe/Lundon', which is no time zone; did you mean 'Europe/London'?",
        ),
        ("tags = [", "tgas = [", "is not a setting; did you mean 'tags'?"),
        ('challenge = "capacity"', 'challenge = "capasity"', "which is not there; did you mean 'capacity'?"),
        ('["SolvingTogether"]', "[]", "is empty: a chat needs a hashtag"),
        ('["SolvingTogether"]', '["Solving Together"]', "write a tag as one word"),
        ("closes_at = 2026-06-01", "closes_at = 2026-02-01", "closes_at must be after opens_at"),
        ("closes_at = 2026-06-01", 'closes_at = "June"', "closes_at"),
        ('id = "first"', 'id = "the first"', "is no id"),
        ('id = "spring"', 'id = "Spring"', "is 'Spring': write at most 40 small letters"),
        ("[[chats]]", "[[chats", "is not TOML"),
    ],
)
def test_a_wrong_campaign_is_refused_by_file_and_key(tmp_path: Path, right: str, wrong: str, complaint: str) -> None:
    file = tmp_path / "spring.toml"
    file.write_text(CAMPAIGN.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(SettingsError, match=re.escape(complaint)) as refused:
        load_campaign(file)

    assert str(refused.value).startswith(str(file))


def second_chat(starts_at: str, tag: str) -> str:
    return f'\n[[chats]]\nid = "second"\ntitle = "Another"\nstarts_at = {starts_at}\ntags = ["{tag}"]\n'


def test_two_chats_on_one_tag_at_the_same_time_are_refused(bridge_file: Path) -> None:
    (bridge_file.parent / "spring.toml").write_text(CAMPAIGN + second_chat("2026-04-01T20:30:00", "solvingTOGETHER"))

    with pytest.raises(SettingsError, match=r"chats\.second\.tags has #solvingtogether while chat 'first' listens"):
        load(bridge_file, environment={})


@pytest.mark.parametrize(
    ("starts_at", "tag"), [("2026-04-08T19:00:00", "SolvingTogether"), ("2026-04-01T19:30:00", "Home4Noon")]
)
def test_another_week_or_another_tag_is_fine(bridge_file: Path, starts_at: str, tag: str) -> None:
    (bridge_file.parent / "spring.toml").write_text(CAMPAIGN + second_chat(starts_at, tag))

    assert len(load(bridge_file, environment={}).plans[0].chats) == 2


def test_two_campaigns_may_not_share_the_id_of_a_session(bridge_file: Path) -> None:
    other = CAMPAIGN.replace('id = "spring"', 'id = "autumn"').replace('"SolvingTogether"', '"Another"')
    (bridge_file.parent / "autumn.toml").write_text(other, encoding="utf-8")

    with pytest.raises(SettingsError, match="has 'first' 2 times"):
        load(bridge_file, environment={"IDEABRIDGE_CAMPAIGNS": "spring.toml,autumn.toml"})


@pytest.mark.parametrize(("host", "nearby"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("10.0.0.7", "10.0.0.7")])
def test_a_command_on_this_machine_goes_round_the_proxy(bridge_file: Path, host: str, nearby: str) -> None:
    settings = load(bridge_file, environment={}, overrides={"host": host, "address": "https://ideas.example"})

    assert settings.nearby() == f"http://{nearby}:8080"
    assert settings.origin() == "https://ideas.example"


def test_every_setting_stands_in_the_shipped_file_or_its_comments() -> None:
    shipped = SHIPPED.read_text(encoding="utf-8")
    names = {
        inner.name
        for field in msgspec.structs.fields(Settings)
        for inner in (
            msgspec.structs.fields(field.type)
            if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct)
            else (field,)
        )
    } - {"plans", "voice_key", "token"}

    assert sorted(name for name in names if name not in shipped) == []


def test_a_dictionary_is_looked_for_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "campaign.toml").write_text('id = "c"\ntitle = "C"\nopens_at = 2026-01-01\ncloses_at = 2027-01-01\n')
    file = tmp_path / "bridge.toml"
    file.write_text('campaigns = ["campaign.toml"]\n[bluesky]\ndictionary = "zstd"\n')

    with pytest.raises(SettingsError, match=r"bluesky\.dictionary names zstd, which is not there"):
        load(file, environment={})
    (tmp_path / "zstd").write_bytes(b"a dictionary")

    assert load(file, environment={}).bluesky.dictionary == str(tmp_path / "zstd")
