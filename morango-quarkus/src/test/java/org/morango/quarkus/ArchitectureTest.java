package org.morango.quarkus;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses extension = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.morango.quarkus");

    @Test
    void onlyTheReadinessKnowsOfHealth() {
        noClasses()
                .that()
                .doNotHaveSimpleName("PeerReadiness")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.microprofile.health..")
                .check(extension);
    }

    @Test
    void optionalModulesAreKnownByOneClassEach() {
        noClasses()
                .that()
                .doNotHaveSimpleName("LibraryMigrations")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.flywaydb..")
                .check(extension);
        noClasses()
                .that()
                .doNotHaveSimpleName("LocalNetwork")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.morango.discovery..")
                .check(extension);
    }

    /** In dev mode, Quarkus interrupts the workers of Vert.x after a reload: H2 then closes the files of its databases. */
    @Test
    void workersOfVertxAreNotUsed() {
        noClasses()
                .should()
                .callMethodWhere(JavaCall.Predicates.target(name("executeBlocking")))
                .check(extension);
    }

    @Test
    void nothingNeedsTheSecurityExtension() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.quarkus.security.runtime..")
                .check(extension);
    }

    @Test
    void ofTheLibrarysInternalsThoseForWebServersAreUsedAlone() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.morango.internal..", "org.morango.hibernate.internal..")
                        .and(not(resideInAPackage("org.morango.internal.http"))))
                .check(extension);
    }
}
