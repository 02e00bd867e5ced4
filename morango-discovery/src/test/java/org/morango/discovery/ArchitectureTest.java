package org.morango.discovery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void thisModuleDependsOnCoreAndJmdnsOnly() {
        classes()
                .that()
                .resideInAPackage("org.morango.discovery..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.jmdns..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "org.morango",
                        "org.morango.certificate..",
                        "org.morango.client..",
                        "org.morango.common..",
                        "org.morango.live..",
                        "org.morango.record..",
                        "org.morango.replica..",
                        "org.morango.settings..",
                        "org.morango.internal.binding..",
                        "org.morango.internal.trust..",
                        "org.morango.discovery..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.morango"));
    }
}
