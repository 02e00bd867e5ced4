package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.ShopEntities.Article;
import org.morango.hibernate.ShopEntities.Complaint;
import org.morango.hibernate.ShopEntities.Customer;
import org.morango.hibernate.ShopEntities.CustomerProfile;
import org.morango.hibernate.ShopEntities.Follow;
import org.morango.hibernate.ShopEntities.GiftVoucher;
import org.morango.hibernate.ShopEntities.Line;
import org.morango.hibernate.ShopEntities.LineKey;
import org.morango.hibernate.ShopEntities.Part;
import org.morango.hibernate.ShopEntities.Price;
import org.morango.hibernate.ShopEntities.PriceKey;
import org.morango.hibernate.ShopEntities.Purchase;
import org.morango.hibernate.ShopEntities.Season;
import org.morango.hibernate.ShopEntities.Voucher;
import org.morango.hibernate.ShopEntities.Wallet;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.hibernate.hook.SyncListener;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.AdoptStage;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.report.RescanResult;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;
import tools.jackson.databind.node.ObjectNode;

/** Keys of several columns, and keys that follow from those of other rows. */
abstract class CompositeKeyContract extends ClinicContract {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 30);

    CompositeKeyContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    /** Makes one row of each entity, for a customer. */
    private static void fill(Session session, String name) {
        Customer customer = new Customer(name);
        session.persist(customer);
        Customer friend = new Customer("friend of " + name);
        session.persist(friend);
        Article article = new Article("article of " + name);
        session.persist(article);
        CustomerProfile profile = new CustomerProfile(customer, "motto of " + name);
        profile.hobbies.add("chess");
        session.persist(profile);
        session.persist(new Wallet(customer, 5));
        Purchase purchase = new Purchase(customer);
        session.persist(purchase);
        Line line = new Line(purchase, 1, article, 7);
        line.remarks.add("remark of " + name);
        session.persist(line);
        Line second = new Line(purchase, 2, null, 8);
        session.persist(second);
        session.persist(new Part(line, "a\"b, c", "part of " + name));
        Complaint complaint = new Complaint("complaint of " + name);
        complaint.line = second;
        complaint.others.addAll(List.of(line, second));
        session.persist(complaint);
        session.persist(new Complaint("empty complaint of " + name));
        session.persist(new Follow(customer, friend, DAY));
        session.persist(new Price(article.id, DAY, Season.WINTER, 99));
        session.persist(new Voucher(customer, "X", 10));
        session.persist(new GiftVoucher(customer, "Y", 20, "greeting to " + name));
    }

    private static final int ROWS = 15;

    private static <T> T of(Session session, Class<T> type, String condition, String name) {
        return session.createSelectionQuery("from " + type.getName() + " e where " + condition + " = :name", type)
                .setParameter("name", name)
                .getSingleResult();
    }

    private static Line line(Session session, String name, int number) {
        return session.createSelectionQuery(
                        "from PurchaseLine e where e.purchase.customer.name = :name and e.number = :number", Line.class)
                .setParameter("name", name)
                .setParameter("number", number)
                .getSingleResult();
    }

    private static void check(Session session, String name) {
        CustomerProfile profile = of(session, CustomerProfile.class, "e.customer.name", name);
        assertThat(profile.id).isEqualTo(profile.customer.id);
        assertThat(profile.motto).isEqualTo("motto of " + name);
        assertThat(profile.hobbies).containsExactly("chess");
        assertThat(of(session, Wallet.class, "e.customer.name", name).points).isEqualTo(5);
        Line first = line(session, name, 1);
        assertThat(first.article.name).isEqualTo("article of " + name);
        assertThat(first.amount).isEqualTo(7);
        assertThat(first.remarks).containsExactly("remark of " + name);
        Line second = line(session, name, 2);
        assertThat(second.article).isNull();
        assertThat(session.find(Line.class, new LineKey(first.purchase.id, 1))).isSameAs(first);
        Part part = of(session, Part.class, "e.line.purchase.customer.name", name);
        assertThat(part.text).isEqualTo("part of " + name);
        assertThat(part.key.code()).isEqualTo("a\"b, c");
        assertThat(part.key.line()).isEqualTo(new LineKey(first.purchase.id, 1));
        Complaint complaint = of(session, Complaint.class, "e.text", "complaint of " + name);
        assertThat(complaint.line).isSameAs(second);
        assertThat(complaint.others).containsExactlyInAnyOrder(first, second);
        assertThat(of(session, Complaint.class, "e.text", "empty complaint of " + name).line)
                .isNull();
        Follow follow = of(session, Follow.class, "e.followed.name", "friend of " + name);
        assertThat(follow.key.follower).isEqualTo(profile.customer.id);
        assertThat(follow.since).isEqualTo(DAY);
        assertThat(session.find(Price.class, new PriceKey(first.article.id, DAY, Season.WINTER)).cents)
                .isEqualTo(99);
        List<Voucher> vouchers = session.createSelectionQuery(
                        "from Voucher e where e.customer.name = :name order by e.code", Voucher.class)
                .setParameter("name", name)
                .getResultList();
        assertThat(vouchers).extracting(voucher -> voucher.value).containsExactly(10, 20);
        assertThat(((GiftVoucher) vouchers.get(1)).greeting).isEqualTo("greeting to " + name);
    }

    private void both(Consumer<TestPeer> check) {
        check.accept(here);
        check.accept(there);
    }

    private void assertNothingIsLeft() {
        both(peer -> {
            assertThat(peer.pending()).isEmpty();
            assertThat(peer.replica().heldBack().first(10)).isEmpty();
            assertThat(peer.replica().rescan(TestPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        });
    }

    private void exchange() {
        here.serialize();
        here.sync(there);
        there.serialize();
        there.sync(here);
        here.serialize();
    }

    @Test
    void rowsOfAllShapesTravelBothWays() {
        here.run(session -> fill(session, "Ada"));
        there.run(session -> fill(session, "Bea"));
        here.serialize();
        there.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(ROWS, 0, 0));
        assertThat(there.sync(here)).isEqualTo(new DeserializeResult(ROWS, 0, 0));
        both(peer -> peer.run(session -> {
            check(session, "Ada");
            check(session, "Bea");
        }));
        assertNothingIsLeft();
    }

    private void fillHere() {
        here.run(session -> fill(session, "Ada"));
        there.run(session -> fill(session, "Bea"));
        exchange();
    }

    @Test
    void changesTravelBothWays() {
        fillHere();
        there.run(session -> {
            Line line = line(session, "Ada", 1);
            line.amount = 70;
            line.article = null;
            of(session, CustomerProfile.class, "e.customer.name", "Ada").hobbies.add("golf");
            of(session, Part.class, "e.line.purchase.customer.name", "Ada").text = "new part";
            Complaint complaint = of(session, Complaint.class, "e.text", "complaint of Ada");
            complaint.line = line;
            complaint.others.remove(line);
            of(session, Complaint.class, "e.text", "empty complaint of Ada").line = line;
        });
        here.run(session -> line(session, "Bea", 2).remarks.add("only the collection"));
        exchange();
        here.run(session -> {
            Line line = line(session, "Ada", 1);
            assertThat(line.amount).isEqualTo(70);
            assertThat(line.article).isNull();
            assertThat(of(session, CustomerProfile.class, "e.customer.name", "Ada").hobbies)
                    .containsExactlyInAnyOrder("chess", "golf");
            assertThat(of(session, Part.class, "e.line.purchase.customer.name", "Ada").text)
                    .isEqualTo("new part");
            Complaint complaint = of(session, Complaint.class, "e.text", "complaint of Ada");
            assertThat(complaint.line).isSameAs(line);
            assertThat(complaint.others).containsExactly(line(session, "Ada", 2));
            assertThat(of(session, Complaint.class, "e.text", "empty complaint of Ada").line)
                    .isSameAs(line);
        });
        there.run(session -> assertThat(line(session, "Bea", 2).remarks).containsExactly("only the collection"));
        assertNothingIsLeft();
    }

    @Test
    void deletionsTravelWithWhatRefersToTheRows() {
        fillHere();
        there.run(session -> {
            session.remove(of(session, Part.class, "e.line.purchase.customer.name", "Bea"));
            session.remove(of(session, Wallet.class, "e.customer.name", "Ada"));
            session.createMutationQuery("delete from Voucher where code = 'X'").executeUpdate();
        });
        here.run(session -> {
            Line line = line(session, "Ada", 1);
            session.remove(of(session, Part.class, "e.line.purchase.customer.name", "Ada"));
            of(session, Complaint.class, "e.text", "complaint of Ada").others.remove(line);
            session.remove(line);
        });
        there.run(session -> session.persist(new Part(line(session, "Ada", 1), "late", "added meanwhile")));
        there.serialize();
        exchange();
        both(peer -> {
            assertThat(peer.count(Part.class)).isZero();
            assertThat(peer.count(Wallet.class)).isEqualTo(1);
            assertThat(peer.count(Voucher.class)).isEqualTo(2);
            assertThat(peer.count(Line.class)).isEqualTo(3);
        });
        assertNothingIsLeft();
    }

    @Test
    void rowsWaitForThoseToWhichTheirKeysRefer() {
        here.run(session -> fill(session, "Ada"));
        here.serialize();
        List<SyncRecord> all = here.store().stream().map(StoreRecords::read).toList();
        there.run(session -> session.persist(new Customer("in between")));
        there.receive(
                all.stream().filter(rec -> !rec.modelName().equals("customer")).toList());
        there.deserialize();
        assertThat(there.count(Line.class)).isZero();
        assertThat(there.count(Price.class)).isEqualTo(1);
        assertThat(all.stream().filter(rec -> rec.modelName().equals("line")).map(rec -> there.reason(rec.id())))
                .allMatch(reason -> reason.contains("which is not here yet"));
        there.receive(
                all.stream().filter(rec -> rec.modelName().equals("customer")).toList());
        there.deserialize();
        there.run(session -> check(session, "Ada"));
        assertNothingIsLeft();
    }

    @Test
    void sameKeyUnderTheSameRecordsIsTheSameRecord() {
        fillHere();
        here.run(session -> session.persist(new Line(line(session, "Ada", 1).purchase, 3, null, 30)));
        there.run(session -> session.persist(new Line(line(session, "Ada", 1).purchase, 3, null, 40)));
        exchange();
        exchange();
        assertThat(here.count(Line.class)).isEqualTo(5);
        assertThat(there.count(Line.class)).isEqualTo(5);
        int mine = here.get(session -> line(session, "Ada", 3).amount);
        int theirs = there.get(session -> line(session, "Ada", 3).amount);
        assertThat(mine).isEqualTo(theirs).isIn(30, 40);
        assertNothingIsLeft();
    }

    @Test
    void keyOfADeletedRowIsTheSameRecordAgain() {
        fillHere();
        here.run(session -> session.remove(of(session, Wallet.class, "e.customer.name", "Ada")));
        exchange();
        here.run(session -> session.persist(new Wallet(of(session, Customer.class, "e.name", "Ada"), 50)));
        exchange();
        there.run(session -> assertThat(of(session, Wallet.class, "e.customer.name", "Ada").points)
                .isEqualTo(50));
        assertThat(there.store().stream().filter(row -> row.modelName.equals("wallet")))
                .hasSize(2)
                .noneMatch(row -> row.deleted);
        assertNothingIsLeft();
    }

    @Test
    void bulkStatementsAndStatelessSessionsAreCaptured() {
        fillHere();
        here.run(session -> {
            session.createMutationQuery("update PurchaseLine e set e.amount = e.amount + 1000 where e.number = 2")
                    .executeUpdate();
            session.createMutationQuery("update CustomerProfile e set e.motto = 'all' where e.motto like '%Bea'")
                    .executeUpdate();
            session.createMutationQuery("delete from LinePart e where e.key.code like 'a%'")
                    .executeUpdate();
            session.createMutationQuery("update Voucher e set e.value = 11 where e.value = 10")
                    .executeUpdate();
        });
        here.runStateless(session -> {
            Customer customer = new Customer("Cleo");
            session.insert(customer);
            session.insert(new Wallet(customer, 1));
            Purchase purchase = new Purchase(customer);
            session.insert(purchase);
            Line line = new Line(purchase, 9, null, 9);
            session.insert(line);
            line.amount = 10;
            session.update(line);
        });
        exchange();
        there.run(session -> {
            assertThat(line(session, "Ada", 2).amount).isEqualTo(1008);
            assertThat(line(session, "Bea", 2).amount).isEqualTo(1008);
            assertThat(of(session, CustomerProfile.class, "e.customer.name", "Bea").motto)
                    .isEqualTo("all");
            assertThat(line(session, "Cleo", 9).amount).isEqualTo(10);
            assertThat(of(session, Wallet.class, "e.customer.name", "Cleo").points)
                    .isEqualTo(1);
        });
        assertThat(there.count(Part.class)).isZero();
        assertNothingIsLeft();
    }

    @Test
    void otherProgramsAreFoundByARescan() {
        fillHere();
        here.elsewhere(
                "update PurchaseLine set amount = 77 where line_number = 1",
                "delete from LinePart",
                "delete from CustomerProfile_hobbies",
                "insert into PurchaseLine (purchase_id, line_number, version, amount)"
                        + " select p.id, 12, 0, 12 from Purchase p");
        assertThat(here.replica().rescan(TestPeer.PROFILE)).isEqualTo(new RescanResult(2, 4, 2));
        exchange();
        there.run(session -> {
            assertThat(line(session, "Ada", 1).amount).isEqualTo(77);
            assertThat(line(session, "Bea", 12).amount).isEqualTo(12);
        });
        assertThat(there.count(Part.class)).isZero();
        assertNothingIsLeft();
    }

    @Test
    void rowsFromBeforeAreAdoptedInTheOrderOfTheirKeys() {
        here.run(session -> {
            fill(session, "Ada");
            Purchase purchase = line(session, "Ada", 1).purchase;
            for (int i = 0; i < 1500; i++) {
                session.persist(new Line(purchase, 10_000 - i, null, i));
            }
        });
        here.run(session ->
                session.createMutationQuery("delete from MorangoOutboxRow").executeUpdate());
        String last = "";
        int rows = 0;
        for (AdoptStage.Page page = adopt(last); page.last() != null; page = adopt(last)) {
            rows += page.rows();
            last = page.last();
        }
        assertThat(rows).isEqualTo(1502);
        assertThat(here.changed(Line.class)).hasSize(1502).doesNotHaveDuplicates();
    }

    private AdoptStage.Page adopt(String after) {
        SessionFactoryImplementor factory = (SessionFactoryImplementor) here.factory;
        SyncableModels models = SyncableModels.of(factory);
        return factory.fromStatelessTransaction(
                session -> new AdoptStage(session, models, models.get(Line.class)).note(after, true));
    }

    @Test
    void keysAndIdsAreFoundByEachOther() {
        fillHere();
        LineKey mine = here.get(session -> new LineKey(line(session, "Ada", 1).purchase.id, 1));
        LineKey theirs = there.get(session -> new LineKey(line(session, "Ada", 1).purchase.id, 1));
        String id = here.replica().rows().recordId(Line.class, mine).orElseThrow();
        assertThat(there.replica().rows().recordId(Line.class, theirs)).contains(id);
        assertThat(there.replica().rows().key(Line.class, id)).contains(theirs);
        assertThat(here.store(id).localKey).isEqualTo("[\"1\",\"" + mine.purchase() + "\"]");
        assertThat(here.store(id).sourceId)
                .isEqualTo("[1,\"" + here.content(id).get("purchase_id").stringValue() + "\"]");
        assertThat(here.content(id).has("version")).isFalse();
    }

    @Test
    void listenersGetTheKeysThatTheApplicationKnows() {
        fillHere();
        List<Object> told = new ArrayList<>();
        there.restart(new Hooks(Map.of(), Map.of(), Map.of(), List.of(), List.of(new SyncListener() {
            @Override
            public void committed(EntityChanges changes) {
                told.addAll(changes.updated());
            }
        })));
        here.run(session -> {
            line(session, "Ada", 2).amount = 9;
            of(session, CustomerProfile.class, "e.customer.name", "Ada").motto = "new";
        });
        exchange();
        there.run(session -> {
            Line line = line(session, "Ada", 2);
            CustomerProfile profile = of(session, CustomerProfile.class, "e.customer.name", "Ada");
            assertThat(told).containsExactlyInAnyOrder(new LineKey(line.purchase.id, 2), profile.id);
        });
    }

    @Test
    void recordWithAnotherKeyThanItsRowIsPending() {
        fillHere();
        String id = here.get(session -> here.replica()
                .rows()
                .recordId(Line.class, new LineKey(line(session, "Ada", 1).purchase.id, 1))
                .orElseThrow());
        ObjectNode content = (ObjectNode) here.content(id);
        here.runStateless(session -> {
            StoreRow row = session.get(StoreRow.class, id);
            row.serialized(content.put("number", 5).toString());
            session.update(row);
            session.insert(PendingRow.of(row, null));
        });
        here.deserialize();
        assertThat(here.reason(id)).contains("number").contains("part of the key");
        here.run(session -> assertThat(line(session, "Ada", 1).amount).isEqualTo(7));
    }
}
