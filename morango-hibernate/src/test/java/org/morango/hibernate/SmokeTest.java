package org.morango.hibernate;

import java.security.SecureRandom;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.model.*;
import org.morango.record.Filter;
import org.morango.replica.*;

class SmokeTest {
    static SessionFactory open(String name) {
        return new Configuration()
                .addAnnotatedClass(Facility.class)
                .addAnnotatedClass(Learner.class)
                .addAnnotatedClass(SummaryLog.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1")
                .setProperty("hibernate.hbm2ddl.auto", "create-drop")
                .setProperty("hibernate.show_sql", System.getProperty("showsql", "false"))
                .buildSessionFactory();
    }

    @Test
    void works() {
        try (SessionFactory a = open("a");
                SessionFactory b = open("b")) {
            HibernateReplica ra = new HibernateReplica((SessionFactoryImplementor) a, new SecureRandom());
            HibernateReplica rb = new HibernateReplica((SessionFactoryImplementor) b, new SecureRandom());
            String id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
            a.inTransaction(s -> {
                Learner l = new Learner(id, "ada");
                s.persist(l);
                for (int i = 0; i < 10; i++) s.persist(new SummaryLog(l, "c" + i));
                Facility p = new Facility("p", null);
                s.persist(p);
                s.persist(new Facility("q", p));
            });
            move(ra, rb);
            System.out.println(b.fromSession(s -> s.createSelectionQuery("from SummaryLog", SummaryLog.class)
                            .getResultList())
                    .size());
            b.inTransaction(s -> {
                Learner l = s.find(Learner.class, id);
                l.isStaff = true;
                s.remove(s.createSelectionQuery("from SummaryLog where contentId='c3'", SummaryLog.class)
                        .getSingleResult());
            });
            a.inTransaction(s -> {
                Learner l = s.find(Learner.class, id);
                l.username = "eve";
            });
            move(rb, ra);
            move(ra, rb);
            for (SessionFactory f : List.of(a, b)) {
                System.out.println(f
                        .fromSession(s -> s.createNativeQuery(
                                        "select model_name, record_partition, serialized, conflicting_serialized_data, deleted, dirty, history, deserialization_error from morango_store order by id",
                                        Object[].class)
                                .getResultList())
                        .stream()
                        .map(java.util.Arrays::toString)
                        .toList()
                        .toString()
                        .replace("], [", "],\n["));
            }
        }
    }

    static void move(Replica from, Replica to) {
        from.serialize("facilitydata", Filter.EVERYTHING);
        var sender =
                from.fsic(Filter.EVERYTHING, FsicRole.SENDER, FsicFormat.V2).expand(Filter.EVERYTHING);
        var receiver =
                to.fsic(Filter.EVERYTHING, FsicRole.RECEIVER, FsicFormat.V2).expand(Filter.EVERYTHING);
        String id = "00000000000000000000000000000001";
        System.out.println("queued " + from.queue(id, "facilitydata", sender.diff(receiver)));
        to.buffer(id, from.queued(id, 0, 500));
        System.out.println(to.dequeue(id, sender));
        to.serialize("facilitydata", Filter.EVERYTHING);
        System.out.println(to.deserialize("facilitydata", Filter.EVERYTHING));
    }
}
