package org.morango.it.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.hibernate.mapping.OnConflict;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.report.HeldBackRecord;
import org.morango.it.support.FaultyProxy;
import org.morango.record.RecordIdRule;
import org.morango.replica.HeldBackKind;
import org.morango.testkit.Convergence;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;

/** Rows that cannot be sent do not block others, over HTTP. */
@Peers(
        entities = {
            HeldBackTest.Memo.class,
            HeldBackTest.Secret.class,
            HeldBackTest.Owner.class,
            HeldBackTest.Portrait.class
        },
        count = 3)
class HeldBackTest {
    private static final String HALF = "party \uD83C";

    @Entity(name = "Memo")
    @Syncable(profile = "memos", model = "memo", onConflict = OnConflict.TAKE_THEIRS)
    static class Memo extends SyncableEntity {
        String root;
        String code;

        @Column(length = 200_000)
        String text = "";

        Memo() {}

        Memo(String root, String code) {
            this.root = root;
            this.code = code;
        }

        @Override
        protected String sourceId() {
            return code;
        }

        @Override
        protected String partition() {
            return root + ":memo";
        }
    }

    /** Converter that can only read values sealed by the newest key. */
    @Converter
    static class Sealed implements AttributeConverter<String, String> {
        @Override
        public String convertToDatabaseColumn(String text) {
            return "v2:" + text;
        }

        @Override
        public String convertToEntityAttribute(String sealed) {
            if (!sealed.startsWith("v2:")) {
                throw new IllegalStateException("key v1 is gone");
            }
            return sealed.substring(3);
        }
    }

    @Entity(name = "Secret")
    @Syncable(profile = "memos", model = "secret")
    static class Secret extends SyncableEntity {
        String root;

        @Convert(converter = Sealed.class)
        String text = "x";

        @Override
        protected String partition() {
            return root + ":memo";
        }
    }

    @Entity(name = "Owner")
    @Syncable(profile = "memos", model = "owner", id = RecordIdRule.SOURCE_ID)
    static class Owner extends SyncableEntity {
        String root;

        @Override
        protected String partition() {
            return root + ":owner";
        }
    }

    @Entity(name = "Portrait")
    @Syncable(profile = "memos", model = "portrait", id = RecordIdRule.SOURCE_ID)
    static class Portrait extends SyncableEntity {
        String root;

        void id(String id) {
            setId(id);
        }

        @Override
        protected String partition() {
            return root + ":owner";
        }
    }

    private static Memo memo(EntityManager entities, String code) {
        return entities.createQuery("from Memo m where m.code = :code", Memo.class)
                .setParameter("code", code)
                .getSingleResult();
    }

    private static List<String> codes(TestPeer peer) {
        return peer.findAll(Memo.class).stream().map(memo -> memo.code).sorted().toList();
    }

    @Test
    void textCutInsideACharacterHoldsBackItsOwnRecordAlone(TestPeer school, TestPeer tablet) {
        String root = school.certificate().id();
        Memo cut = new Memo(root, "cut");
        cut.text = HALF;
        tablet.inTransaction(entities -> {
            entities.persist(cut);
            entities.persist(new Memo(root, "other"));
        });
        tablet.syncWith(school);
        assertThat(codes(school)).containsExactly("other");
        HeldBackRecord held = tablet.morango().heldBack().first(9).get(0);
        assertThat(held.id()).isEqualTo(cut.getId());
        assertThat(held.entity()).isEqualTo(Memo.class);
        assertThat(held.attribute()).isEqualTo("text");

        tablet.inTransaction(entities -> memo(entities, "cut").text = "mended");
        tablet.syncWith(school);
        assertThat(codes(school)).containsExactly("cut", "other");
        assertThat(tablet.morango().heldBack().count()).isZero();
        Convergence.assertSame(school, tablet);
    }

    @Test
    void halfACharacterInAConflictHoldsUpNothingOnceItIsMended(TestPeer school, TestPeer tablet) {
        String root = school.certificate().id();
        school.inTransaction(entities -> entities.persist(new Memo(root, "k")));
        tablet.syncWith(school);
        school.inTransaction(entities -> memo(entities, "k").text = "school's");
        tablet.inTransaction(entities -> memo(entities, "k").text = HALF);
        tablet.syncWith(school);
        tablet.inTransaction(entities -> {
            memo(entities, "k").text = "mended";
            entities.persist(new Memo(root, "other"));
        });
        tablet.syncWith(school);
        tablet.syncWith(school);
        Convergence.assertSame(school, tablet);
        assertThat(codes(school)).containsExactly("k", "other");
    }

    @Test
    void rowThatAConverterCannotReadHoldsUpNothingElse(TestPeer school, TestPeer tablet) {
        String root = school.certificate().id();
        Secret secret = new Secret();
        secret.root = root;
        tablet.inTransaction(entities -> entities.persist(secret));
        tablet.inTransaction(entities ->
                entities.createNativeQuery("update Secret set text = 'v1:x'").executeUpdate());
        tablet.inTransaction(entities -> entities.persist(new Memo(root, "other")));
        tablet.syncWith(school);
        assertThat(codes(school)).containsExactly("other");
        HeldBackRecord held =
                tablet.morango().heldBack().of(Secret.class).first(9).get(0);
        assertThat(held.attribute()).isEqualTo("text");
        assertThat(held.reason()).contains("key v1 is gone");
    }

    @Test
    void secondModelUnderTheIdOfAnotherIsNamed(TestPeer school, TestPeer tablet) {
        String root = school.certificate().id();
        school.inTransaction(entities -> {
            Owner owner = new Owner();
            owner.root = root;
            entities.persist(owner);
            Portrait portrait = new Portrait();
            portrait.root = root;
            portrait.id(owner.getId());
            entities.persist(portrait);
            entities.persist(new Memo(root, "other"));
        });
        tablet.syncWith(school);
        assertThat(codes(tablet)).containsExactly("other");
        List<HeldBackRecord> held = school.morango().heldBack().first(9);
        assertThat(held).hasSize(1);
        assertThat(held.get(0).kind()).isEqualTo(HeldBackKind.SAME_ID);
        assertThat(tablet.findAll(Owner.class).size()
                        + tablet.findAll(Portrait.class).size())
                .isEqualTo(1);
    }

    private static void push(TestPeer from, FaultyProxy proxy) {
        try (SyncConnection connection = from.morango().connect(proxy.url());
                SyncClient client = connection.openSession(from.certificate())) {
            client.push();
        }
    }

    @Test
    void recordThatAProxyRefusesHoldsUpNothingElse(TestPeer school, TestPeer tablet, TestPeer other)
            throws IOException {
        String root = school.certificate().id();
        tablet.syncWith(school);
        Memo large = new Memo(root, "large");
        large.text = new Random(1)
                .ints(100_000, ' ', '~')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        tablet.inTransaction(entities -> {
            entities.persist(large);
            entities.persist(new Memo(root, "other"));
        });
        FaultyProxy.Script script = new FaultyProxy.Script() {
            @Override
            public FaultyProxy.Fault fault(String request) {
                return FaultyProxy.Fault.NONE;
            }

            @Override
            public int maxBody() {
                return 50_000;
            }
        };
        try (FaultyProxy proxy = new FaultyProxy(URI.create(school.url()).getPort(), script)) {
            push(tablet, proxy);
            assertThat(codes(school)).containsExactly("other");
            HeldBackRecord held = tablet.morango().heldBack().first(9).get(0);
            assertThat(held.id()).isEqualTo(large.getId());
            assertThat(held.kind()).isEqualTo(HeldBackKind.TOO_LARGE);
            assertThat(held.size()).isGreaterThan(50_000);
            assertThat(held.reason()).contains(proxy.url(), "client_max_body_size", "retry()");

            // After it has become smaller, it is sent under its new version.
            tablet.inTransaction(entities -> memo(entities, "large").text = "small");
            push(tablet, proxy);
            assertThat(codes(school)).containsExactly("large", "other");
            assertThat(tablet.morango().heldBack().count()).isZero();

            tablet.inTransaction(entities -> memo(entities, "large").text = large.text);
            push(tablet, proxy);
            other.syncWith(school);
            assertThat(memoOf(other, "large")).isEqualTo("small");
        }
        tablet.morango().heldBack().retry();
        tablet.syncWith(school);
        other.syncWith(school);
        assertThat(memoOf(other, "large")).isEqualTo(large.text);
        assertThat(tablet.morango().heldBack().count()).isZero();
        Convergence.assertSame(school, tablet, other);
    }

    private static String memoOf(TestPeer peer, String code) {
        return peer.fromTransaction(entities -> memo(entities, code).text);
    }
}
