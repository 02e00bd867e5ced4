package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Facility;
import org.morango.record.Filter;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.ReplicaException;

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
        // As the copy was made now, and put back after a second change had been sent.
        here.restart();
        String since = here.persist(new Facility("since", null));
        here.serialize();
        assertThat(here.store(since).lastSavedCounter).isEqualTo(2);

        assertThat(here.replica().renewIfRestored(2)).isFalse();
        assertThat(here.instance()).isEqualTo(old);
        assertThat(here.replica().renewIfRestored(3)).isTrue();
        assertThat(here.instance()).isNotEqualTo(old);
        assertThat(here.store(before).lastSavedInstance).isEqualTo(old);
        StoreRow saved = here.store(since);
        assertThat(saved.lastSavedInstance).isEqualTo(here.instance());
        assertThat(saved.history).doesNotContain(old + ":2").contains(here.instance() + ":3");
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
    void nobodyCanHaveItRenewedAgainAndAgain() {
        here.persist(new Facility("f", null));
        here.serialize();
        assertThat(here.replica().renewIfRestored(Long.MAX_VALUE)).isTrue();
        String renewed = here.instance();
        assertThatThrownBy(() -> here.replica().renewIfRestored(Long.MAX_VALUE)).isInstanceOf(ReplicaException.class);
        assertThat(here.instance()).isEqualTo(renewed);
    }
}
