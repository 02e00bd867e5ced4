package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LibraryTablesTest {

    @Test
    void allTablesOfTheLibraryAreAskedFor() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        Sample.createTables(url);
        String tables = new Tables(url)
                .value(
                        "select listagg(table_name, ',') from information_schema.tables where table_name like 'MORANGO%'");
        assertThat(tables.toLowerCase(Locale.ROOT).split(","))
                .containsExactlyInAnyOrderElementsOf(LibraryTables.NEEDED);
    }
}
