/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import java.util.List;
import java.util.random.RandomGenerator;

/** Names for containers whose makers give none: an adjective and a piece of music's world, {@code brisk_rondo}. */
final class RandomNames {
    private static final List<String> ADJECTIVES = List.of(
            "agile", "amber", "bold", "brave", "bright", "brisk", "calm", "candid", "civil", "clear", "clever",
            "cosmic", "crisp", "daring", "deft", "eager", "early", "earnest", "fair", "fleet", "fond", "frank", "fresh",
            "gentle", "glad", "golden", "grand", "happy", "hardy", "honest", "humble", "jolly", "keen", "kind",
            "lively", "loyal", "lucid", "lucky", "mellow", "merry", "mild", "neat", "nimble", "noble", "patient",
            "placid", "polite", "proud", "quick", "quiet", "rapid", "ready", "robust", "serene", "sharp", "silent",
            "smart", "snug", "solid", "steady", "sunny", "swift", "tidy", "vivid", "warm", "wise", "witty", "zesty");

    private static final List<String> NOUNS = List.of(
            "accordion",
            "anthem",
            "aria",
            "ballad",
            "bandoneon",
            "banjo",
            "bassoon",
            "bolero",
            "bongo",
            "bugle",
            "calypso",
            "canon",
            "cantata",
            "carillon",
            "castanet",
            "celesta",
            "cello",
            "chorale",
            "chord",
            "clarinet",
            "conga",
            "cornet",
            "cymbal",
            "djembe",
            "dulcimer",
            "etude",
            "fanfare",
            "fiddle",
            "flute",
            "fugue",
            "gavotte",
            "gong",
            "guitar",
            "harp",
            "horn",
            "kazoo",
            "lute",
            "lyre",
            "madrigal",
            "mambo",
            "mandolin",
            "maraca",
            "marimba",
            "mazurka",
            "minuet",
            "nocturne",
            "oboe",
            "ocarina",
            "octave",
            "organ",
            "overture",
            "piano",
            "piccolo",
            "polka",
            "prelude",
            "ragtime",
            "recorder",
            "rondo",
            "rumba",
            "samba",
            "saxophone",
            "serenade",
            "sitar",
            "sonata",
            "spinet",
            "swing",
            "tabla",
            "tango",
            "timpani",
            "toccata",
            "triangle",
            "trombone",
            "trumpet",
            "tuba",
            "ukulele",
            "viola",
            "violin",
            "waltz",
            "xylophone",
            "zither");

    private RandomNames() {}

    static String next(RandomGenerator random) {
        return ADJECTIVES.get(random.nextInt(ADJECTIVES.size())) + "_" + NOUNS.get(random.nextInt(NOUNS.size()));
    }
}
