package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.Syncable;
import org.morango.replica.DeserializeResult;

/** Entities that Hibernate never updates. */
abstract class ImmutableContract {
    private final TestDatabase database;
    private SmallPeer here;
    private SmallPeer there;

    ImmutableContract(TestDatabase database) {
        this.database = database;
    }

    @Embeddable
    static class Amount {
        int cents;

        String currency;
    }

    @Entity(name = "Posting")
    @Immutable
    @Syncable(profile = "p", model = "posting")
    static class Posting {
        @Id
        @GeneratedValue
        UUID id;

        @Version
        int version;

        @Pattern(regexp = "[a-z]*")
        String text;

        @Embedded
        Amount amount = new Amount();

        @ManyToOne(fetch = FetchType.LAZY)
        Posting reversed;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinTable(name = "PostingCause")
        Posting cause;

        @ElementCollection
        @JoinTable(name = "PostingTag", joinColumns = @JoinColumn(name = "posting_id"))
        Set<String> tags = new TreeSet<>();

        protected Posting() {}

        Posting(String text, int cents) {
            this.text = text;
            amount.cents = cents;
            amount.currency = "EUR";
        }
    }

    /** A block of a chain, which needs the one before. */
    @Entity(name = "ChainBlock")
    @Immutable
    @Syncable(profile = "p", model = "block")
    static class Block {
        @Id
        @GeneratedValue
        UUID id;

        String text;

        @ManyToOne(optional = false, fetch = FetchType.LAZY)
        Block before;

        protected Block() {}

        Block(String text, Block before) {
            this.text = text;
            this.before = before == null ? this : before;
        }
    }

    @BeforeEach
    void open() {
        here = SmallPeer.on(database, Posting.class, Block.class);
        there = SmallPeer.on(database, Posting.class, Block.class);
        there.run(session -> session.persist(new Posting("theirs", 1)));
        here.run(session -> {
            Posting first = new Posting("first", 100);
            Posting second = new Posting("second", -100);
            second.reversed = first;
            second.cause = first;
            second.tags.addAll(List.of("a", "b"));
            List.of(first, second).forEach(session::persist);
        });
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private DeserializeResult send() {
        here.serialize();
        DeserializeResult result = here.sync(there);
        assertThat(there.reasons()).isEmpty();
        return result;
    }

    private static List<String> postings(SmallPeer peer) {
        return peer.get(session -> session.createSelectionQuery(
                        "select p.text || ' ' || cast(p.amount.cents as String) || ' ' || coalesce(r.text, '-') || ' ' ||"
                                + " coalesce(c.text, '-') || ' ' || cast(size(p.tags) as String) from Posting p left join"
                                + " p.reversed r left join p.cause c where p.text <> 'theirs' order by p.text",
                        String.class)
                .getResultList());
    }

    @Test
    void insertionsAndDeletionsTravel() {
        assertThat(send()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(postings(there))
                .isEqualTo(postings(here))
                .containsExactly("first 100 - - 0", "second -100 first first 2");
        here.run(session ->
                session.remove(session.createSelectionQuery("from Posting where text = 'second'", Posting.class)
                        .getSingleResult()));
        assertThat(send()).isEqualTo(new DeserializeResult(0, 1, 0));
        assertThat(postings(there)).containsExactly("first 100 - - 0");
    }

    /** Another program, or another version of the application, may change a row. */
    @Test
    void changesThatPeersSendAreWritten() {
        send();
        here.elsewhere(
                "update Posting set text = 'third', cents = 7, reversed_id = null where text = 'second'",
                "delete from PostingTag where tags = 'b'",
                "delete from PostingCause");
        here.replica().rescan(SmallPeer.PROFILE);
        assertThat(send()).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(postings(there)).containsExactly("first 100 - - 0", "third 7 - - 1");
        assertThat(there.notes()).isEmpty();
        assertThat(there.replica().rescan(SmallPeer.PROFILE).changed()).isZero();
        assertThat(there.store("posting").stream()
                        .filter(row -> row.serialized().contains("third"))
                        .map(ImmutableContract::instance))
                .containsExactly(here.replica().instance().id());
    }

    @Test
    void changeThatIsNotValidIsRefusedAlone() {
        send();
        here.elsewhere(
                "update Posting set text = 'WRONG' where text = 'second'",
                "update Posting set text = 'other' where text = 'first'");
        here.replica().rescan(SmallPeer.PROFILE);
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 0, 1));
        assertThat(there.reasons()).containsExactly("posting: text: must match \"[a-z]*\"");
        assertThat(postings(there)).containsExactly("other 100 - - 0", "second -100 other other 2");
    }

    private static String instance(StoreRow row) {
        return row.lastSavedInstance;
    }

    @Test
    void rowsThatReferToADeletedRowAreDeletedWithIt() {
        send();
        there.run(session -> {
            Posting late = new Posting("late", 3);
            late.reversed = session.createSelectionQuery("from Posting where text = 'first'", Posting.class)
                    .getSingleResult();
            late.cause = late.reversed;
            session.persist(late);
        });
        there.serialize();
        here.run(session -> {
            session.createSelectionQuery("from Posting where text <> 'theirs' order by text desc", Posting.class)
                    .getResultList()
                    .forEach(session::remove);
        });
        send();
        assertThat(postings(there)).isEmpty();
    }

    @Test
    void chainsAreReceivedAndDeleted() {
        here.run(session -> {
            Block root = new Block("root", null);
            Block first = new Block("first", root);
            List.of(root, first, new Block("second", first)).forEach(session::persist);
        });
        assertThat(send()).isEqualTo(new DeserializeResult(5, 0, 0));
        here.run(session -> List.of("second", "first")
                .forEach(text -> session.createMutationQuery("delete from ChainBlock where text = :text")
                        .setParameter("text", text)
                        .executeUpdate()));
        assertThat(send()).isEqualTo(new DeserializeResult(0, 2, 0));
        assertThat(there.count(Block.class)).isEqualTo(1);
    }
}
