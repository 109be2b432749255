"""Everyday words of pictures, kitchens, sport and news, without their plain endings: beside those of a health service."""

from __future__ import annotations

from bridge.ideas.lexicon import word_set

EVERYDAY = word_set("""
    acquit actor actress album ambassador amend analyst ant avalanche axe backpack bacon badger badminton bake
    ballet ballot banana banjo bankrupt baron baseball basketball bear bee beef beetle berry bicycle biker bishop
    blast blaze blink blush boxer bracelet bribe broker brook broom bucket bull bump burglary bush butterfly
    cabbage calf candle canoe captain carrot cartoon carve cat caucus cave ceasefire cello chalk championship
    cherry chicken chop chopstick chorus clap cliff climber closet clown comic congressman convict couch cow cowboy
    crab crawl crayon cream creek cricket crow cucumber cyclist dancer dangle deer defendant defender dice discus
    dividend dolphin donkey dough drawer dribble drill drought drum drummer duck duke dump eagle earl earthquake
    easel editor elephant emperor episode eraser explosion famine felony ferry fiddle flap flick flip flute fork
    foul fox frog frown fry garlic gaze gig giggle giraffe goalkeeper goat golf golfer goose grape grate gravel
    grill grin groom guitar guitarist gun gymnast ham hammer hamster hare harp hawk hedge helicopter helmet hike
    hiker hoard hockey hop hostage hum hurdle hurl hurricane impeach inaugurate indict insurgent investor jacket
    jar javelin jeans jiggle jog jogger juggle jungle juror kangaroo kayak kettle kidnap kiss kitten kneel knight
    knit koala lamb landslide lantern lawsuit league lemon lettuce lick lime lion lizard lobster lyric marathon
    marinate meadow medal melody melon melt merger microphone microwave midfielder militia mime mince missile
    mitten monk monkey moose mop mosquito motorbike motorcycle movie mow mud mug mule mushroom nap napkin necklace
    nibble nod noodle nun offside onion opera orchestra otter overturn owl paddle painter panda parade parrot pasta
    peach pear pebble peel penguin pianist pigeon pirate pistol plaintiff playoff plead plow plum poke pond pony
    pope pork pounce prance prawn princess prosecutor publisher puddle punt puppy quarterfinal rabbit rake rat
    ratify raven recession recount referee repeal rifle rinse rip roast robbery rocket rookie rugby runner sailor
    salmon sandal saucepan sausage saw saxophone scooter screw sculptor semifinal senator sequel shark sharpen
    sheep shore shovel shred shrimp silk singer sip sitcom skate skateboard skater sketch ski skier slap sled smash
    smuggle sniff snorkel soccer sofa spade spectator spider splash sprint squat squirrel stack steak stove
    strawberry striker stroll strum sue suitcase surf surfer swan sweater swimmer takeover testify tickle tiger
    toad toaster tornado tow tractor tram treasurer trim tripod trophy trumpet tsunami tug tuna turkey turtle
    umpire unload unwrap ureteral urethral verse veto violin volleyball wade wallet wasp whale whip whisk wildfire
    winger wink witch wizard wolf wooden wool wrestle wrestler yacht yawn yell yogurt zebra zip
    """)
