package org.morango.hibernate.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class H2EngineTest {

    @Test
    void versionsThatLeaveAPartOfATransactionAreWarnedOf() {
        for (String version : new String[] {"2.5.250 (2026-01-01)", "2.5.251", "2.5.252 (2026-05-01)"}) {
            for (String url :
                    new String[] {"jdbc:h2:file:/data/school", "jdbc:h2:~/school", "jdbc:h2:tcp://host/school"}) {
                assertThat(H2Engine.warning(version, url))
                        .hasValueSatisfying(text -> assertThat(text).contains(version, "2.4.240"));
            }
        }
    }

    @Test
    void othersAndDatabasesInMemoryAreNot() {
        assertThat(H2Engine.warning("2.4.240 (2025-09-22)", "jdbc:h2:file:/data/school"))
                .isEmpty();
        assertThat(H2Engine.warning("2.5.253", "jdbc:h2:file:/data/school")).isEmpty();
        assertThat(H2Engine.warning("2.5.252", "jdbc:h2:mem:test")).isEmpty();
        assertThat(H2Engine.warning("2.5.252", "jdbc:h2:tcp://host/mem:test")).isEmpty();
    }
}
