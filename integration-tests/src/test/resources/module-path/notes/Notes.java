package notes;

import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Morango;
import org.morango.invitation.InvitationTerms;
import org.morango.invitation.InvitationText;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;

/** Writes a note at one peer, and prints what another has after a sync. */
public final class Notes {
    private static final ScopeDefinition WHOLE_BOOK = ScopeDefinition.named("whole-book", "notes")
            .primaryParam("book")
            .readWrite("${book}")
            .build();

    public static void main(String[] args) {
        try (SessionFactory homeFactory = factory("home");
                SessionFactory laptopFactory = factory("laptop")) {
            Morango home = peer(homeFactory);
            Morango laptop = peer(laptopFactory);
            Certificate root = home.certificates().createRoot("whole-book");
            homeFactory.inTransaction(session -> session.persist(new Note(root.id(), "Water the plants")));
            try (MorangoServer server = home.serve(0)) {
                String url = "http://localhost:" + server.port() + "/";
                InvitationTerms terms = InvitationTerms.of(root.id(), "whole-book");
                String text = home.invitations().create(terms).text(url).text();
                laptop.join(InvitationText.parse(text));
                try (SyncConnection connection = laptop.connect(url);
                        SyncClient client = connection.openSession()) {
                    client.sync();
                }
            }
            laptopFactory.inTransaction(session ->
                    session.createQuery("from Note", Note.class).getResultList().forEach(System.out::println));
        }
    }

    private static Morango peer(SessionFactory factory) {
        Morango morango = Morango.on(factory);
        morango.certificates().define(WHOLE_BOOK);
        return morango;
    }

    private static SessionFactory factory(String name) {
        return new Configuration()
                .addAnnotatedClass(Note.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:" + name)
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .buildSessionFactory();
    }
}
