package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.clinic.Allergy;
import org.morango.hibernate.clinic.Asset;
import org.morango.hibernate.clinic.Patient;

/** Entities whose rows are the same record at every peer by their keys, or by the values of some attributes. */
abstract class SharedKeyContract extends ClinicContract {
    SharedKeyContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void sameKeyIsTheSameRecordIfKeysAreTheIdentity() {
        here.run(session -> session.persist(new Asset("bed")));
        here.serialize();
        here.sync(there);
        UUID key = here.get(session -> only(session, Asset.class).key);
        UUID theirs = there.get(session -> only(session, Asset.class).key);
        assertThat(theirs).isEqualTo(key);
        assertThat(record(here, "asset", key).sourceId).isEqualTo(key.toString());
        there.run(session -> {
            Asset shelf = new Asset("shelf");
            session.persist(shelf);
            session.find(Asset.class, key).within = shelf;
        });
        there.serialize();
        there.sync(here);
        here.run(session ->
                assertThat(session.find(Asset.class, key).within.label).isEqualTo("shelf"));
        here.run(session -> session.remove(session.find(Asset.class, key)));
        here.serialize();
        here.sync(there);
        there.elsewhere("insert into Asset (number, label) values (" + literal(there, key) + ", 'again')");
        there.replica().rescan(Asset.class);
        there.serialize();
        there.sync(here);
        here.run(session -> assertThat(session.find(Asset.class, key).label).isEqualTo("again"));
    }

    private static String literal(TestPeer peer, UUID key) {
        return peer.isSqlite ? "x'" + key.toString().replace("-", "") + "'" : "'" + key + "'";
    }

    @Test
    void sameNaturalValuesAreTheSameRecord() {
        skip(there, 2);
        here.run(session -> session.persist(new Allergy("nuts", "Nuts")));
        there.run(session -> session.persist(new Allergy("nuts", "Tree nuts")));
        here.serialize();
        there.serialize();
        here.sync(there);
        there.sync(here);
        assertThat(there.count(Allergy.class)).isEqualTo(1);
        assertThat(here.count(Allergy.class)).isEqualTo(1);
        Integer mine = here.get(session -> only(session, Allergy.class).number);
        Integer theirs = there.get(session -> only(session, Allergy.class).number);
        assertNumberedAnew(mine, theirs);
        assertThat(record(here, "allergy", mine).id).isEqualTo(record(there, "allergy", theirs).id);
        assertThat(description(here)).isEqualTo(description(there));
    }

    @Test
    void naturalRowThatIsNotSerializedMeetsItsRecord() {
        here.run(session -> session.persist(new Allergy("nuts", "Nuts")));
        here.serialize();
        there.run(session -> session.persist(new Allergy("nuts", "Tree nuts")));
        here.integrate(there);
        there.serialize();
        assertThat(there.deserialize().failed()).isZero();
        assertThat(there.count(Allergy.class)).isEqualTo(1);
        there.sync(here);
        assertThat(description(here)).isEqualTo(description(there));
    }

    @Test
    void naturalRowThatIsOnlyReferredToMeetsItsRecord() {
        here.run(session -> session.persist(new Allergy("nuts", "Nuts")));
        here.serialize();
        there.elsewhere("insert into Allergy (number, code, description) values (77, 'nuts', 'Tree nuts')");
        there.run(session -> {
            Patient ada = new Patient("Ada");
            ada.allergies.add(session.find(Allergy.class, 77));
            session.persist(ada);
        });
        here.integrate(there);
        there.serialize();
        assertThat(there.deserialize().failed()).isZero();
        assertThat(there.count(Allergy.class)).isEqualTo(1);
        there.sync(here);
        assertThat(description(here)).isEqualTo(description(there));
        here.run(session -> assertThat(named(session, "Ada").allergies).hasSize(1));
    }
}
