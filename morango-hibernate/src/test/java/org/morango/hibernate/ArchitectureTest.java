package org.morango.hibernate;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
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
                // They are loaded only if the driver is there.
                .and()
                .haveNameNotMatching(".*\\.(H2NoteTrigger|PostgresCopy)(\\$.*)?")
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

    /** Programs without Hibernate open such a database with nothing of the library but this class. */
    @Test
    void triggersOfH2NeedNothingElse() {
        classes()
                .that()
                .haveNameMatching(".*\\.H2NoteTrigger(\\$.*)?")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.h2.api..", "org.jspecify..")
                        .or(nameMatching(".*\\.H2NoteTrigger(\\$.*)?")))
                .check(classes);
    }

    @Test
    void driverOfPostgresIsNeededForCopyOnly() {
        noClasses()
                .that()
                .resideInAPackage(ALL)
                .and()
                .haveNameNotMatching(".*\\.PostgresCopy")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postgresql..")
                .check(classes);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().assignedFrom(new Packages()).should().beFreeOfCycles().check(classes);
    }

    @Test
    void databasesAreNamedInTheStoreOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.morango.hibernate.internal.store")
                .should()
                .dependOnClassesThat(simpleNameEndingWith("Dialect").and(not(simpleName("Dialect"))))
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
