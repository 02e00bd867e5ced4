package org.morango.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.SyncReference;
import org.morango.hibernate.mapping.Syncable;

/** A shop whose entities have keys of several columns, and keys of other entities. */
final class ShopEntities {
    /** All of them, each before those it refers to. */
    static final List<Class<?>> ALL = List.of(
            Complaint.class,
            Part.class,
            Line.class,
            Purchase.class,
            Price.class,
            Article.class,
            Follow.class,
            GiftVoucher.class,
            Voucher.class,
            Wallet.class,
            CustomerProfile.class,
            Customer.class);

    private ShopEntities() {}

    @Entity(name = "Customer")
    @Syncable(profile = "facilitydata", model = "customer")
    static class Customer {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        protected Customer() {}

        Customer(String name) {
            this.name = name;
        }
    }

    /** Its key is that of its customer. */
    @Entity(name = "CustomerProfile")
    @Syncable(profile = "facilitydata", model = "customerprofile")
    static class CustomerProfile {
        @Id
        Long id;

        @MapsId
        @OneToOne
        Customer customer;

        String motto;

        @ElementCollection
        Set<String> hobbies = new TreeSet<>();

        protected CustomerProfile() {}

        CustomerProfile(Customer customer, String motto) {
            this.customer = customer;
            this.motto = motto;
        }
    }

    /** The reference itself is the key. */
    @Entity(name = "Wallet")
    @Syncable(profile = "facilitydata", model = "wallet")
    static class Wallet implements Serializable {
        private static final long serialVersionUID = 1L;

        @Id
        @OneToOne
        Customer customer;

        int points;

        protected Wallet() {}

        Wallet(Customer customer, int points) {
            this.customer = customer;
            this.points = points;
        }
    }

    @Entity(name = "Article")
    @Syncable(profile = "facilitydata", model = "article")
    static class Article {
        @Id
        UUID id = UUID.randomUUID();

        String name;

        protected Article() {}

        Article(String name) {
            this.name = name;
        }
    }

    @Entity(name = "Purchase")
    @Syncable(profile = "facilitydata", model = "purchase", partition = "${root}:purchases:${customer}")
    static class Purchase {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @ManyToOne(optional = false)
        Customer customer;

        @OneToMany(mappedBy = "purchase")
        List<Line> lines = new ArrayList<>();

        protected Purchase() {}

        Purchase(Customer customer) {
            this.customer = customer;
        }
    }

    static class LineKey implements Serializable {
        private static final long serialVersionUID = 1L;

        private Long purchase;
        private int number;

        protected LineKey() {}

        LineKey(Long purchase, int number) {
            this.purchase = purchase;
            this.number = number;
        }

        Long purchase() {
            return purchase;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof LineKey key
                    && Objects.equals(key.purchase, purchase)
                    && Objects.equals(key.number, number);
        }

        @Override
        public int hashCode() {
            return Objects.hash(purchase, number);
        }
    }

    /** Two lines with the same number in the same purchase are the same line. */
    @Entity(name = "PurchaseLine")
    @IdClass(LineKey.class)
    @Syncable(profile = "facilitydata", model = "line", identity = Identity.NATURAL)
    static class Line {
        @Id
        @ManyToOne
        Purchase purchase;

        @Id
        @Column(name = "line_number")
        int number;

        @Version
        int version;

        @ManyToOne
        Article article;

        int amount;

        @ElementCollection
        Set<String> remarks = new TreeSet<>();

        protected Line() {}

        Line(Purchase purchase, int number, Article article, int amount) {
            this.purchase = purchase;
            this.number = number;
            this.article = article;
            this.amount = amount;
        }
    }

    @Embeddable
    record PartKey(LineKey line, String code) implements Serializable {}

    /** Its key contains a key of several columns. */
    @Entity(name = "LinePart")
    @Syncable(profile = "facilitydata", model = "part")
    static class Part {
        @EmbeddedId
        PartKey key;

        @MapsId("line")
        @ManyToOne
        @JoinColumn(name = "purchase_id", referencedColumnName = "purchase_id")
        @JoinColumn(name = "line_number", referencedColumnName = "line_number")
        Line line;

        String text;

        protected Part() {}

        Part(Line line, String code, String text) {
            this.key = new PartKey(null, code);
            this.line = line;
            this.text = text;
        }
    }

    /** It refers to a key of several columns, and may refer to none. */
    @Entity(name = "Complaint")
    @Syncable(profile = "facilitydata", model = "complaint")
    static class Complaint {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String text;

        @ManyToOne
        Line line;

        @ManyToMany
        List<Line> others = new ArrayList<>();

        protected Complaint() {}

        Complaint(String text) {
            this.text = text;
        }
    }

    @Embeddable
    static class FollowKey implements Serializable {
        private static final long serialVersionUID = 1L;

        @SyncReference(Customer.class)
        Long follower;

        Long followed;

        protected FollowKey() {}

        FollowKey(Long follower, Long followed) {
            this.follower = follower;
            this.followed = followed;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof FollowKey key && key.follower.equals(follower) && key.followed.equals(followed);
        }

        @Override
        public int hashCode() {
            return follower.hashCode() * 31 + followed.hashCode();
        }
    }

    /** One reference is a plain number, the other an association that Hibernate does not write. */
    @Entity(name = "Follow")
    @Syncable(profile = "facilitydata", model = "follow")
    static class Follow {
        @EmbeddedId
        FollowKey key;

        @ManyToOne
        @JoinColumn(name = "followed", insertable = false, updatable = false)
        Customer followed;

        LocalDate since;

        protected Follow() {}

        Follow(Customer follower, Customer followed, LocalDate since) {
            this.key = new FollowKey(follower.id, followed.id);
            this.since = since;
        }
    }

    enum Season {
        SUMMER,
        WINTER
    }

    record PriceKey(UUID article, LocalDate day, Season season) implements Serializable {}

    /** Its key means the same at every peer. */
    @Entity(name = "Price")
    @IdClass(PriceKey.class)
    @Syncable(profile = "facilitydata", model = "price")
    static class Price {
        @Id
        UUID article;

        @Id
        @Column(name = "valid_on")
        LocalDate day;

        @Id
        @Enumerated(EnumType.STRING)
        Season season;

        int cents;

        protected Price() {}

        Price(UUID article, LocalDate day, Season season, int cents) {
            this.article = article;
            this.day = day;
            this.season = season;
            this.cents = cents;
        }
    }

    static class VoucherKey implements Serializable {
        private static final long serialVersionUID = 1L;

        private Long customer;
        private String code;

        protected VoucherKey() {}

        VoucherKey(Long customer, String code) {
            this.customer = customer;
            this.code = code;
        }

        Long customer() {
            return customer;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof VoucherKey key
                    && Objects.equals(key.customer, customer)
                    && Objects.equals(key.code, code);
        }

        @Override
        public int hashCode() {
            return Objects.hash(customer, code);
        }
    }

    /** A hierarchy with keys of several columns. */
    @Entity(name = "Voucher")
    @Table(name = "shop_voucher")
    @IdClass(VoucherKey.class)
    @Inheritance(strategy = InheritanceType.JOINED)
    @Syncable(profile = "facilitydata", model = "voucher")
    static class Voucher {
        @Id
        @ManyToOne
        Customer customer;

        @Id
        String code;

        @Column(name = "worth")
        int value;

        protected Voucher() {}

        Voucher(Customer customer, String code, int value) {
            this.customer = customer;
            this.code = code;
            this.value = value;
        }
    }

    @Entity(name = "GiftVoucher")
    @Table(name = "shop_gift")
    @Syncable(profile = "facilitydata", model = "giftvoucher")
    static class GiftVoucher extends Voucher {
        String greeting;

        protected GiftVoucher() {}

        GiftVoucher(Customer customer, String code, int value, String greeting) {
            super(customer, code, value);
            this.greeting = greeting;
        }
    }
}
