/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.base.JukeException;
import dev.juke.cli.direct.Life;
import java.util.ArrayList;
import java.util.List;

/** Which containers a list is to show. Several values of one key: any of them; several keys: all of them, as Docker does. */
record PsFilter(List<String> names, List<String> states) {
    static PsFilter parse(List<String> filters) {
        List<String> names = new ArrayList<>();
        List<String> states = new ArrayList<>();
        for (String filter : filters) {
            int equals = filter.indexOf('=');
            String value = filter.substring(equals + 1);
            switch (equals < 0 ? "" : filter.substring(0, equals)) {
                case "name" -> names.add(value);
                case "status" -> {
                    if (!List.of("created", "running", "exited").contains(value)) {
                        throw JukeException.usage(
                                "there is no status '" + value + "'", "use created, running or exited");
                    }
                    states.add(value);
                }
                default -> throw JukeException.usage("'" + filter + "' is no filter", "write name=PART or status=WORD");
            }
        }
        return new PsFilter(names, states);
    }

    boolean asksForStatus() {
        return !states.isEmpty();
    }

    boolean accepts(String name, Life life) {
        boolean named = names.isEmpty() || names.stream().anyMatch(name::contains);
        return named && (states.isEmpty() || states.contains(life.word()));
    }
}
