package org.morango.hibernate;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings of Hibernate that change the SQL of the library's own statements. */
abstract class SettingsContract {
    private final TestDatabase database;

    SettingsContract(TestDatabase database) {
        this.database = database;
    }

    private Application application(String settings) {
        Map<String, String> parsed = HibernateSettingsTest.parsed(settings);
        return new Application(
                Application.configuration(database.createUrl(), parsed, HibernateSettingsTest.ENTITIES));
    }

    @Test
    void rowsTravelWithBooleansAsNumbersStrictQueriesAndQuotedNames() {
        String settings = "hibernate.jpa.compliance=true, hibernate.type.preferred_boolean_jdbc_type=TINYINT,"
                + " hibernate.globally_quoted_identifiers=true, hibernate.type.preferred_instant_jdbc_type=TIMESTAMP";
        try (Application here = application(settings);
                Application there = application(settings)) {
            HibernateSettingsTest.exchange(here, there);
        }
    }
}
