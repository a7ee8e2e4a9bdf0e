/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.host;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.OutputFormat;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.text.Table;
import java.util.ArrayList;
import java.util.List;

/** {@code juke doctor}. */
public final class Doctor extends Command {
    private final Value format = value("FORMAT", "table or json", "--format");

    /** Declares what {@code doctor} takes. */
    public Doctor() {
        examples("juke doctor");
    }

    @Override
    public int run(Session session) {
        boolean json = OutputFormat.isJson(format);
        List<Finding> findings = new ArrayList<>();
        findings.addAll(InstallationChecks.of(session));
        findings.addAll(MonitorChecks.of(session));
        findings.addAll(RuntimeChecks.of(session));
        session.output().print(json ? json(findings) : table(findings));
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL) ? 1 : 0;
    }

    private static String table(List<Finding> findings) {
        Table table = new Table("STATE", "WHAT", "HOW IT IS");
        for (Finding finding : findings) {
            String advice = finding.advice().isEmpty() ? "" : "; " + finding.advice();
            table.row(finding.level().name(), finding.subject(), finding.words() + advice);
        }
        return table.text();
    }

    private static String json(List<Finding> findings) {
        JsonArray list = new JsonArray();
        for (Finding finding : findings) {
            list.add(new JsonObject()
                    .put("State", finding.level().name())
                    .put("What", finding.subject())
                    .put("HowItIs", finding.words())
                    .put("Advice", finding.advice()));
        }
        return Json.writePretty(list) + "\n";
    }
}
