package org.morango;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
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
    void packagesAreFreeOfCycles() {
        slices().assignedFrom(new Packages()).should().beFreeOfCycles().check(core);
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

    /** A slice for each package, the root package included. */
    private static final class Packages implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
