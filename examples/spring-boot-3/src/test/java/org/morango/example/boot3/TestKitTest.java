package org.morango.example.boot3;

import static org.assertj.core.api.Assertions.assertThat;

import org.hibernate.Version;
import org.junit.jupiter.api.Test;
import org.morango.testkit.Convergence;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;

/** The test kit, built with Hibernate 7.4, in an application with Hibernate 6.6. */
@Peers(entities = Note.class)
class TestKitTest {

    @Test
    void noteArrives(TestPeer city, TestPeer village) {
        assertThat(Version.getVersionString()).startsWith("6.6.");
        city.inTransaction(entities -> entities.persist(new Note("Buy tickets")));
        village.syncWith(city);
        Convergence.assertSame(city, village);
        assertThat(village.findAll(Note.class)).extracting(Note::text).containsExactly("Buy tickets");
    }
}
