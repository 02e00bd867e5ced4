package org.morango.hibernate.shapes;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hibernate.Session;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** Lines with an {@code @IdClass} of order and number, a profile by {@code @MapsId}, and references to lines. */
public final class Orders implements PublicApplication {
    @Entity
    @Syncable(profile = "p", model = "client")
    public static class Client {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private Long id;

        private String name;

        @OneToOne(mappedBy = "client")
        private ClientProfile profile;
    }

    @Entity
    @Syncable(profile = "p", model = "clientprofile")
    public static class ClientProfile {
        @Id
        @Column(name = "client_id")
        private Long id;

        @MapsId
        @OneToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "client_id")
        private Client client;

        private String phone;
    }

    @Entity
    @Syncable(profile = "p", model = "product")
    public static class Product {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private Integer id;

        private String name;

        @Column(precision = 10, scale = 2)
        private BigDecimal price;
    }

    @Entity
    @Table(name = "orders")
    @Syncable(profile = "p", model = "order", partition = "${root}:clients:${client}:")
    public static class Order {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private Long id;

        @Version
        private long version;

        @ManyToOne(optional = false, fetch = FetchType.LAZY)
        private Client client;

        private String status;

        @OneToMany(mappedBy = "order")
        @OrderBy("lineNumber")
        private List<OrderLine> lines = new ArrayList<>();
    }

    public static class OrderLineId implements Serializable {
        private static final long serialVersionUID = 1L;

        private Long order;
        private int lineNumber;

        @Override
        public boolean equals(Object other) {
            return other instanceof OrderLineId id && Objects.equals(id.order, order) && id.lineNumber == lineNumber;
        }

        @Override
        public int hashCode() {
            return Objects.hash(order, lineNumber);
        }
    }

    @Entity
    @IdClass(OrderLineId.class)
    @Table(name = "order_lines")
    @Syncable(profile = "p", model = "orderline", identity = Identity.NATURAL)
    public static class OrderLine {
        @Id
        @ManyToOne(fetch = FetchType.LAZY)
        private Order order;

        @Id
        @Column(name = "line_number")
        private int lineNumber;

        @ManyToOne(fetch = FetchType.LAZY)
        private Product product;

        private int quantity;
    }

    @Entity
    @Syncable(profile = "p", model = "shipment")
    public static class Shipment {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private Long id;

        private String carrier;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "ship_order", referencedColumnName = "order_id")
        @JoinColumn(name = "ship_line", referencedColumnName = "line_number")
        private OrderLine line;
    }

    @Embeddable
    public record StockId(String warehouse, Integer productId) implements Serializable {}

    @Entity
    @Syncable(profile = "p", model = "stock")
    public static class Stock {
        @EmbeddedId
        private StockId id;

        @MapsId("productId")
        @ManyToOne(fetch = FetchType.LAZY)
        private Product product;

        private int amount;
    }

    @Override
    public List<Class<?>> entities() {
        return List.of(
                Client.class,
                ClientProfile.class,
                Product.class,
                Order.class,
                OrderLine.class,
                Shipment.class,
                Stock.class);
    }

    @Override
    public String[] localColumns() {
        return new String[] {"VERSION"};
    }

    private static OrderLine line(Session session, Order order, int number, Product product, int quantity) {
        OrderLine line = new OrderLine();
        line.order = order;
        line.lineNumber = number;
        line.product = product;
        line.quantity = quantity;
        session.persist(line);
        return line;
    }

    private static OrderLine line(Session session, String status, int number) {
        return session.createSelectionQuery(
                        "from " + OrderLine.class.getName()
                                + " e where e.order.status = :status and e.lineNumber = :number",
                        OrderLine.class)
                .setParameter("status", status)
                .setParameter("number", number)
                .getSingleResult();
    }

    @Override
    public void fill(Session session, String site) {
        Client client = new Client();
        client.name = site;
        session.persist(client);
        ClientProfile profile = new ClientProfile();
        profile.client = client;
        profile.phone = "555 " + site;
        session.persist(profile);
        Product product = new Product();
        product.name = "product of " + site;
        product.price = new BigDecimal("9.90");
        session.persist(product);
        Stock stock = new Stock();
        stock.id = new StockId("main", null);
        stock.product = product;
        stock.amount = 100;
        session.persist(stock);
        for (int i = 1; i <= 2; i++) {
            Order order = new Order();
            order.client = client;
            order.status = "order " + i + " of " + site;
            session.persist(order);
            // Both sites have an order 1 with a line 1.
            for (int number = 1; number <= 3; number++) {
                OrderLine line = line(session, order, number, number == 3 ? null : product, 10 * number);
                if (number > 1) {
                    Shipment shipment = new Shipment();
                    shipment.carrier = "carrier " + i + number + " of " + site;
                    shipment.line = number == 2 ? line : null;
                    session.persist(shipment);
                }
            }
        }
    }

    @Override
    public void change(Session session, String site) {
        String second = "order 2 of " + site;
        line(session, second, 1).quantity = 99;
        PublicApplication.find(session, ClientProfile.class, "phone", "555 " + site).phone = "new";
        Shipment shipment = PublicApplication.find(session, Shipment.class, "carrier", "carrier 22 of " + site);
        shipment.line = line(session, second, 1);
        session.flush();
        session.remove(line(session, second, 2));
        session.createMutationQuery(
                        "update " + Stock.class.getName() + " e set e.amount = 1 where e.product.name = :name")
                .setParameter("name", "product of " + site)
                .executeUpdate();
        line(session, PublicApplication.find(session, Order.class, "status", second), 4, null, 4);
        Order first = PublicApplication.find(session, Order.class, "status", "order 1 of " + site);
        session.createMutationQuery(
                        "update " + Shipment.class.getName() + " e set e.line = null where e.line.order = :it")
                .setParameter("it", first)
                .executeUpdate();
        session.createMutationQuery("delete from " + OrderLine.class.getName() + " e where e.order = :it")
                .setParameter("it", first)
                .executeUpdate();
        session.refresh(first);
        session.remove(first);
    }
}
