package org.morango.spring.autoconfigure;

import org.hibernate.tool.schema.spi.SchemaManagementException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do if Hibernate validates the schema and misses one of the library's tables or columns. */
final class MissingTablesAnalyzer extends AbstractFailureAnalyzer<SchemaManagementException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, SchemaManagementException cause) {
        String message = cause.getMessage();
        if (message == null || !message.contains("morango_")) {
            return null;
        }
        return new FailureAnalysis(
                "The database lacks what Morango needs: " + message + ".",
                "Run the library's migrations before Hibernate starts. With Flyway, the starter does so unless"
                        + " morango.migrate is false. With Liquibase, include"
                        + " org/morango/migrations/changelog.xml. docs/migrations.md describes both.",
                cause);
    }
}
