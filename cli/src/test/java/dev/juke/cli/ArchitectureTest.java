/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions of docs/DESIGN.md, for what the module system cannot say: packages within modules, and libraries. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.juke");

    @Test
    void noTwoPackagesNeedEachOther() {
        slices().matching("dev.juke.cli.(*)..").should().beFreeOfCycles().check(ALL);
        slices().matching("dev.juke.(*)..").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void containersKnowNothingOfCommandLines() {
        noClasses()
                .that()
                .resideInAPackage("dev.juke.cli.direct..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "picocli..",
                        "dev.juke.cli.command..",
                        "dev.juke.cli.run..",
                        "dev.juke.cli.container..",
                        "dev.juke.cli.image..",
                        "dev.juke.cli.host..",
                        "dev.juke.cli.text..")
                .check(ALL);
    }

    @Test
    void onlyTheFrameOfTheCommandsKnowsPicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.juke.cli.command..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..")
                .check(ALL);
    }

    @Test
    void commandsDoNotNeedEachOther() {
        slices().matching("dev.juke.cli.(run|container|image|host)..")
                .should()
                .notDependOnEachOther()
                .check(ALL);
    }
}
