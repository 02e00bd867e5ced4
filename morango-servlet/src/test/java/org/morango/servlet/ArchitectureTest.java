package org.morango.servlet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void thisModuleDependsOnCoreAndServletsOnly() {
        classes()
                .that()
                .resideInAPackage("org.morango.servlet..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "jakarta.servlet..",
                        "org.jspecify..",
                        "org.morango",
                        "org.morango.common..",
                        "org.morango.server..",
                        "org.morango.internal.http..",
                        "org.morango.internal.protocol..",
                        "org.morango.servlet..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.morango"));
    }
}
