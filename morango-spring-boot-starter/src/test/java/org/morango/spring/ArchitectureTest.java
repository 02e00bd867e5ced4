package org.morango.spring;

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
    private final JavaClasses starter = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.morango.spring");

    @Test
    void thisModuleDependsOnTheLibraryAndOnSpring() {
        classes()
                .that()
                .resideInAPackage("org.morango.spring..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.sql..",
                        "io.micrometer..",
                        "jakarta.persistence..",
                        "jakarta.servlet..",
                        "org.flywaydb..",
                        "org.hibernate..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "org.springframework..",
                        "org.morango..")
                .check(starter);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().assignedFrom(new Packages()).should().beFreeOfCycles().check(starter);
    }

    @Test
    void optionalLibrariesAreKnownToAutoConfigurationsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.morango.spring.autoconfigure")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.micrometer..",
                        "jakarta.servlet..",
                        "org.flywaydb..",
                        "org.springframework.boot.flyway..",
                        "org.springframework.security..",
                        "org.springframework.boot.actuate..",
                        "org.springframework.boot.health..")
                .check(starter);
    }

    @Test
    void theLibrarysInternalsAreNotUsed() {
        noClasses()
                .that()
                .resideInAPackage("org.morango.spring..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.morango.internal..", "org.morango.hibernate.internal..")
                .check(starter);
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
