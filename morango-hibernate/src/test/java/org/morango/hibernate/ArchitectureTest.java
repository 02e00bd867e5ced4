package org.morango.hibernate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ALL = "org.morango.hibernate..";
    private static final String INTERNAL = "org.morango.hibernate.internal..";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.morango");

    @Test
    void thisModuleDependsOnCoreAndHibernateOnly() {
        classes()
                .that()
                .resideInAPackage(ALL)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.morango..",
                        "org.hibernate..",
                        "jakarta.persistence..",
                        "jakarta.transaction..",
                        "tools.jackson..",
                        "org.jspecify..",
                        "org.slf4j..")
                .check(classes);
    }

    @Test
    void nothingElseDependsOnTheInternals() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ALL)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(INTERNAL)
                .check(classes);
    }

    @Test
    void coreKnowsNoJpa() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ALL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", ALL)
                .check(classes);
    }
}
