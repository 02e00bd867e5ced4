package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.clinic.Clerk;
import org.morango.hibernate.clinic.Invoice;
import org.morango.hibernate.clinic.Patient;
import org.morango.hibernate.hook.InitialValue;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.report.RescanResult;
import org.morango.record.Filter;
import org.morango.replica.DeserializeResult;

/** References to rows that are not synced, or that are not at every peer. */
abstract class AbsentReferenceContract extends ClinicContract {
    private static final Filter INVOICES = Filter.of(ROOT.id() + ":invoices");

    AbsentReferenceContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private static Clerk clerk(TestPeer peer, String name, Integer badge) {
        Clerk clerk = new Clerk(name, badge);
        peer.run(session -> session.persist(clerk));
        return clerk;
    }

    /** Adds an invoice at this peer, and sends it. */
    private DeserializeResult send(Consumer<Invoice> change) {
        here.run(session -> {
            Invoice invoice = new Invoice("consultation");
            change.accept(invoice);
            session.persist(invoice);
        });
        return here.sync(there);
    }

    private static void change(TestPeer peer, Consumer<Invoice> change) {
        peer.run(session -> change.accept(only(session, Invoice.class)));
    }

    /** Returns the key to which a reference leads, also one that is not loaded. */
    private static @Nullable Object key(@Nullable Object entity) {
        LazyInitializer proxy = HibernateProxy.extractLazyInitializer(entity);
        if (proxy != null) {
            return proxy.getInternalIdentifier();
        }
        return entity == null ? null : entity instanceof Clerk clerk ? clerk.id : ((Patient) entity).id;
    }

    private static Invoice found(TestPeer peer) {
        return peer.get(session -> only(session, Invoice.class));
    }

    private static StoreRow invoice(TestPeer peer) {
        return peer.store().stream()
                .filter(row -> row.modelName.equals("invoice"))
                .findFirst()
                .orElseThrow();
    }

    private static String content(TestPeer peer, String member) {
        return peer.content(invoice(peer).id).path(member).toString();
    }

    private void assertCheckedBy(TestPeer peer, Long key) {
        assertThat(key(found(peer).checkedBy)).isEqualTo(key);
    }

    private void assertSettled() {
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.pending()).isEmpty();
            peer.serialize();
            assertThat(peer.replica().rescan(TestPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        }
    }

    @Test
    void matchedRowsAreFoundByTheirValues() {
        clerk(there, "Lee", 8);
        Clerk theirs = clerk(there, "Kim", 7);
        if (clerk(here, "first", 1).id + 1 == theirs.id) {
            // The two are to have different numbers.
            clerk(here, "second", 2);
        }
        Clerk mine = clerk(here, "Kim", 7);
        assertThat(send(invoice -> {
                    invoice.writtenBy = mine;
                    invoice.checkedBy = mine;
                    invoice.paidBy = mine.id;
                }))
                .isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(content(here, "written_by_name")).isEqualTo("\"Kim\"");
        assertThat(content(here, "paid_by")).isEqualTo("7");
        assertThat(invoice(here).serialized()).doesNotContain("_by_id", "entered");
        change(there, invoice -> {
            assertThat(key(invoice.writtenBy)).isEqualTo(theirs.id).isNotEqualTo(mine.id);
            assertThat(invoice.paidBy).isEqualTo(theirs.id);
        });
        assertCheckedBy(there, theirs.id);
        assertSettled();
        change(there, invoice -> invoice.checkedBy = null);
        assertThat(there.sync(here)).isEqualTo(new DeserializeResult(1, 0, 0));
        change(here, invoice -> {
            assertThat(invoice.checkedBy).isNull();
            assertThat(key(invoice.writtenBy)).isEqualTo(mine.id);
        });
        assertSettled();
    }

    @Test
    void recordWaitsForARowThatIsMatched() {
        Clerk mine = clerk(here, "Kim", null);
        assertThat(send(invoice -> invoice.writtenBy = mine)).isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(there.reason(invoice(there).id))
                .isEqualTo("it refers by written_by_name to Clerk Kim, which is not here");
        assertThat(there.count(Invoice.class)).isZero();
        // Some databases take these two for the same.
        Clerk other = clerk(there, "KIM", null);
        assertThat(there.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        there.run(session -> session.remove(session.find(Clerk.class, other.id)));
        Clerk theirs = clerk(there, "Kim", null);
        assertThat(there.deserialize()).isEqualTo(new DeserializeResult(1, 0, 0));
        change(there, invoice -> assertThat(key(invoice.writtenBy)).isEqualTo(theirs.id));
        assertSettled();
    }

    @Test
    void oneRecordThatWaitsDoesNotStopOthers() {
        Clerk kim = clerk(here, "Kim", null);
        clerk(there, "Lee", null);
        Clerk lee = clerk(here, "Lee", null);
        here.run(session -> {
            for (Clerk clerk : List.of(kim, lee)) {
                Invoice invoice = new Invoice(clerk.name);
                invoice.writtenBy = clerk;
                session.persist(invoice);
            }
        });
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 0, 1));
        assertThat(found(there).subject).isEqualTo("Lee");
    }

    @Test
    void missingRowIsNullIfTheReferenceSaysSo() {
        Clerk mine = clerk(here, "Kim", 7);
        assertThat(send(invoice -> {
                    invoice.checkedBy = mine;
                    invoice.paidBy = mine.id;
                }))
                .isEqualTo(new DeserializeResult(1, 0, 0));
        assertCheckedBy(there, null);
        assertSettled();
        // The record keeps what was received, whatever is changed here.
        change(there, invoice -> invoice.subject = "surgery");
        assertThat(there.sync(here)).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(content(here, "checked_by_name")).isEqualTo("\"Kim\"");
        assertThat(content(here, "paid_by")).isEqualTo("7");
        assertCheckedBy(here, mine.id);
        // The next version finds the row that is there by then.
        Clerk theirs = clerk(there, "Kim", 7);
        change(here, invoice -> invoice.subject = "x-ray");
        here.sync(there);
        assertCheckedBy(there, theirs.id);
        assertThat(found(there).paidBy).isEqualTo(theirs.id);
        assertSettled();
    }

    @Test
    void unknownRowReplacesAKnownOneByNull() {
        Clerk kim = clerk(here, "Kim", null);
        Clerk lee = clerk(here, "Lee", null);
        clerk(there, "Kim", null);
        send(invoice -> invoice.checkedBy = kim);
        change(here, invoice -> invoice.checkedBy = lee);
        here.sync(there);
        assertCheckedBy(there, null);
        assertThat(content(there, "checked_by_name")).isEqualTo("\"Lee\"");
        assertSettled();
    }

    @Test
    void rowWithoutAValueIsSentAsNull() {
        Clerk nameless = clerk(here, null, null);
        assertThat(send(invoice -> invoice.writtenBy = nameless)).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(content(there, "written_by_name")).isEqualTo("null");
        change(there, invoice -> invoice.subject = "surgery");
        there.sync(here);
        // The receiver's own row is not taken away by a change of something else.
        change(here, invoice -> {
            assertThat(invoice.subject).isEqualTo("surgery");
            assertThat(invoice.writtenBy).isNull();
        });
    }

    @Test
    void referencesOfAPageAreMatchedTogether() {
        for (TestPeer peer : List.of(here, there)) {
            peer.run(session -> {
                for (int i = 0; i < 100; i++) {
                    session.persist(new Clerk("clerk" + i));
                }
            });
        }
        statements(1);
        // A statement looks for up to 64 rows.
        assertThat(statements(100)).isLessThan(statements(1) + 10);
        assertThat(there.count(Invoice.class)).isEqualTo(300);
    }

    /** Returns the number of statements that it takes to send 100 invoices that so many clerks have written. */
    private long statements(int clerks) {
        here.run(session -> {
            List<Clerk> all = session.createSelectionQuery("from Clerk c order by c.id", Clerk.class)
                    .getResultList();
            for (int i = 0; i < 100; i++) {
                Invoice invoice = new Invoice("subject");
                invoice.writtenBy = all.get(i % clerks);
                session.persist(invoice);
            }
        });
        return Statements.of(here.factory).prepared(here::serialize)
                + Statements.of(there.factory).prepared(() -> here.sync(there));
    }

    @Test
    void recordThatIsNotHereLeavesTheReferenceOutUntilItArrives() {
        here.run(session -> session.persist(new Patient("Ada")));
        Patient ada = here.get(session -> named(session, "Ada"));
        here.run(session -> {
            Invoice invoice = new Invoice("consultation");
            invoice.patient = session.getReference(Patient.class, ada.id);
            session.persist(invoice);
        });
        Transfers.send(
                here.replica(),
                there.replica(),
                TestPeer.PROFILE,
                sender -> there.replica().dequeue(Transfers.ID, sender));
        assertThat(there.replica().deserialize(TestPeer.PROFILE, INVOICES).failed())
                .isEqualTo(1);
        String id = invoice(there).id;
        assertThat(there.reason(id)).contains("it refers by patient_id to", "which is not here yet");
        change(there, invoice -> {
            assertThat(invoice.patient).isNull();
            invoice.subject = "surgery";
        });
        there.sync(here);
        change(here, invoice -> {
            assertThat(invoice.subject).isEqualTo("surgery");
            assertThat(key(invoice.patient)).isEqualTo(ada.id);
        });
        assertThat(there.deserialize().failed()).isZero();
        assertThat(key(found(there).patient)).isEqualTo(there.get(session -> named(session, "Ada").id));
        assertSettled();
    }

    @Test
    void initialValuesGoIntoNewRowsOnly() {
        Clerk robot = clerk(there, "robot", null);
        Clerk other = clerk(there, "Lee", null);
        InitialValue value = members -> {
            assertThat(members.path("subject").stringValue()).isEqualTo("consultation");
            return robot.id;
        };
        there.restart(new Hooks(
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of(Invoice.class, Map.of("enteredBy", value)),
                tenant -> null));
        send(invoice -> {});
        change(there, invoice -> {
            assertThat(key(invoice.enteredBy)).isEqualTo(robot.id);
            invoice.enteredBy = other;
        });
        change(here, invoice -> invoice.subject = "surgery");
        here.sync(there);
        change(there, invoice -> {
            assertThat(invoice.subject).isEqualTo("surgery");
            assertThat(key(invoice.enteredBy)).isEqualTo(other.id);
        });
        assertSettled();
    }
}
