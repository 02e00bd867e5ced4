package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.report.RescanResult;
import org.morango.hibernate.shapes.Blog;
import org.morango.hibernate.shapes.Orders;
import org.morango.hibernate.shapes.PetClinic;
import org.morango.hibernate.shapes.PublicApplication;
import org.morango.hibernate.shapes.Staff;
import org.morango.hibernate.shapes.Tasks;

/**
 * Entities in the manner of five well-known public applications, at two peers that have given the same numbers to
 * different rows. After each exchange all columns of all rows are the same, keys apart.
 */
class PublicApplicationsTest {
    @Test
    void petClinic() {
        check(new PetClinic());
    }

    @Test
    void staffWithLoginsAndAuthorities() {
        check(new Staff());
    }

    @Test
    void blogWithFollowersAndFavourites() {
        check(new Blog());
    }

    @Test
    void ordersWithLines() {
        check(new Orders());
    }

    @Test
    void tasksWithUuids() {
        check(new Tasks());
    }

    private static void check(PublicApplication application) {
        Class<?>[] entities = application.entities().toArray(Class<?>[]::new);
        try (SmallPeer here = new SmallPeer(entities);
                SmallPeer there = new SmallPeer(entities)) {
            here.clear(1);
            there.clear(1);
            here.run(session -> application.fill(session, "here"));
            there.run(session -> application.fill(session, "there"));
            exchange(here, there);
            assertSame(application, here, there, "here", "there");
            // Each changes and deletes what the other has made.
            here.run(session -> application.change(session, "there"));
            there.run(session -> application.change(session, "here"));
            exchange(here, there);
            assertSame(application, here, there, "here", "there");
        }
    }

    private static void exchange(SmallPeer here, SmallPeer there) {
        here.serialize();
        there.serialize();
        here.sync(there);
        there.sync(here);
        here.sync(there);
    }

    private static void assertSame(PublicApplication application, SmallPeer here, SmallPeer there, String... sites) {
        assertThat(here.reasons()).isEmpty();
        assertThat(there.reasons()).isEmpty();
        assertThat(here.held()).isEmpty();
        assertThat(there.held()).isEmpty();
        assertThat(here.replica().rescan(SmallPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(there.replica().rescan(SmallPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        Map<String, ?> mine = TranslatedRows.of(here, application.localColumns());
        Map<String, ?> theirs = TranslatedRows.of(there, application.localColumns());
        assertThat(theirs).isEqualTo(mine);
        assertThat(mine.toString()).contains(sites);
        application
                .entities()
                .forEach(entity ->
                        assertThat(here.count(entity)).isGreaterThan(1).isEqualTo(there.count(entity)));
    }
}
