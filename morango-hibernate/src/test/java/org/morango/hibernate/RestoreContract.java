package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.InstanceRow;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Lesson;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Replica;
import org.morango.replica.RestoreClaim;

/** A database that was restored from an older copy becomes another instance. */
abstract class RestoreContract extends PeerContract {
    RestoreContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void whatWasSavedSinceGetsAVersionOfTheNewInstance() {
        String before = here.persist(new Facility("before", null));
        here.serialize();
        String old = here.instance();
        // The copy is made now, and restored after a second change was sent.
        here.restart();
        String since = here.persist(new Facility("since", null));
        here.serialize();
        assertThat(here.store(since).lastSavedCounter).isEqualTo(2);

        assertThat(here.replica().renewIfRestored(2)).isEqualTo(RestoreClaim.POSSIBLE);
        assertThat(here.instance()).isEqualTo(old);
        assertThat(here.replica().renewIfRestored(3)).isEqualTo(RestoreClaim.BELIEVED);
        assertThat(here.instance()).isNotEqualTo(old);
        assertThat(here.store(before).lastSavedInstance).isEqualTo(old);
        StoreRow saved = here.store(since);
        assertThat(saved.lastSavedInstance).isEqualTo(here.instance());
        assertThat(saved.history().encode()).doesNotContain(old + ":2").contains(here.instance() + ":3");
        assertThat(here.replica()
                        .fsic(Filter.EVERYTHING, FsicRole.RECEIVER, FsicFormat.V2)
                        .expand(Filter.EVERYTHING)
                        .asMap()
                        .get(""))
                .containsEntry(old, 1L);

        here.sync(there);
        assertThat(there.count(Facility.class)).isEqualTo(2);
        here.change(Facility.class, before, f -> f.name = "later");
        here.serialize();
        assertThat(here.store(before).lastSavedInstance).isEqualTo(here.instance());
    }

    @Test
    void whatNobodyHadAskedForArrivesUnderTheFormerInstance() {
        String id = here.persist(new Lesson("p", "lesson"));
        here.replica().serialize(TestPeer.PROFILE, Filter.of("q"));
        String old = here.instance();
        here.restart();
        here.replica().renewRestored();
        assertThat(here.store(id).lastSavedInstance).isEqualTo(old);
        here.sync(there);
        assertThat(there.count(Lesson.class)).isEqualTo(1);
    }

    @Test
    void nobodyCanHaveItRenewedAgainAndAgain() {
        here.persist(new Facility("f", null));
        here.serialize();
        for (int i = 0; i < Replica.MOST_RENEWALS; i++) {
            here.restart();
            assertThat(here.replica().renewIfRestored(Long.MAX_VALUE)).isEqualTo(RestoreClaim.BELIEVED);
        }
        String renewed = here.instance();
        here.restart();
        assertThat(here.replica().renewIfRestored(Long.MAX_VALUE)).isEqualTo(RestoreClaim.DOUBTED);
        assertThat(here.replica().renewCopied(renewed)).isFalse();
        assertThat(here.instance()).isEqualTo(renewed);
        here.run(session -> {
            InstanceRow row = session.find(InstanceRow.class, 1);
            row.renewed = Instant.now().minus(Duration.ofHours(25));
        });
        assertThat(here.replica().renewIfRestored(Long.MAX_VALUE)).isEqualTo(RestoreClaim.BELIEVED);
    }

    @Test
    void whatWasSavedInAFilterIsNewToEverybodyOnceHealed() {
        String id = here.persist(new Lesson("p", "poisoned"));
        String elsewhere = here.persist(new Lesson("q", "elsewhere"));
        here.sync(there);
        String old = here.instance();
        there.run(session -> {
            StoreRow row = session.find(StoreRow.class, id);
            row.version(row.version(), row.history().with(new RecordVersion(old, Integer.MAX_VALUE)));
        });
        here.change(Lesson.class, id, l -> l.title = "lost");
        here.sync(there);
        assertThat(there.find(Lesson.class, id).title).isEqualTo("poisoned");

        assertThat(here.replica().heal(Filter.of(here.store(id).partition))).isOne();
        assertThat(here.store(id).lastSavedInstance).isEqualTo(here.instance()).isNotEqualTo(old);
        assertThat(here.store(id).history().encode()).contains(old + ":2");
        assertThat(here.store(elsewhere).lastSavedInstance).isEqualTo(old);
        here.sync(there);
        here.change(Lesson.class, id, l -> l.title = "later");
        here.sync(there);
        assertThat(there.find(Lesson.class, id).title).isEqualTo("later");
    }
}
