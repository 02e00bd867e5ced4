package org.morango;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String[] VALUES = {
        "org.morango.record..", "org.morango.counter..", "org.morango.merge..", "org.morango.certificate.."
    };

    private final JavaClasses core = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.morango");

    @Test
    void coreDependsOnNothingButItsFewLibraries() {
        classes()
                .that()
                .resideInAPackage("org.morango..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "tools.jackson..",
                        "com.fasterxml.jackson.annotation..",
                        "org.bouncycastle..",
                        "javax.crypto..",
                        "javax.net..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "com.sun.net.httpserver..",
                        "jdk.jfr..",
                        "org.morango..")
                .check(core);
    }

    @Test
    void valuePackagesAreFreeOfCycles() {
        slices().matching("org.morango.(*)..")
                .should()
                .beFreeOfCycles()
                .check(core.that(JavaClass.Predicates.resideInAnyPackage(VALUES)));
    }

    @Test
    void valuePackagesKnowNothingOfSessionsAndNetworks() {
        noClasses()
                .that()
                .resideInAnyPackage(VALUES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.morango.client..",
                        "org.morango.server..",
                        "org.morango.session..",
                        "org.morango.replica..",
                        "org.morango.internal.protocol..")
                .check(core);
    }
}
