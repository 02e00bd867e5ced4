package org.morango.it.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.report.UnplacedReason;
import org.morango.hibernate.report.UnplacedRows;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;

/** Rows outside every certificate, and unknown profiles, are reported and not skipped silently. */
@Peers(entities = PlacementTest.Slip.class)
class PlacementTest {
    @Entity(name = "Slip")
    @Syncable(profile = "slips", model = "slip")
    static class Slip extends SyncableEntity {
        String place;

        Slip() {}

        Slip(String place) {
            this.place = place;
        }

        @Override
        protected String partition() {
            return place;
        }
    }

    @Test
    void rowsUnderNoRootAreNamedWithTheirEntity(TestPeer school, TestPeer tablet) {
        String root = school.certificate().id();
        Slip lost = new Slip("elsewhere:n");
        tablet.inTransaction(entities -> {
            entities.persist(lost);
            entities.persist(new Slip(""));
            entities.persist(new Slip(root + ":n"));
        });
        tablet.syncWith(school);
        assertThat(school.findAll(Slip.class)).hasSize(1);
        List<UnplacedRows> unplaced = tablet.morango().unplacedRows();
        assertThat(unplaced).hasSize(1);
        assertThat(unplaced.get(0).entity()).isEqualTo(Slip.class);
        assertThat(unplaced.get(0).reason()).isEqualTo(UnplacedReason.OUTSIDE);
        assertThat(unplaced.get(0).partition()).isIn("elsewhere:n", "");
        assertThat(unplaced.get(0).count()).isEqualTo(2);
        assertThat(tablet.morango().storeFigures().unplaced()).isEqualTo(2);
        assertThat(school.morango().unplacedRows()).isEmpty();
    }

    @Test
    void partitionOfANullIsRefusedWhenItIsPersisted(TestPeer school) {
        for (String place : List.of("null:n", "null")) {
            assertThatThrownBy(() -> school.inTransaction(entities -> entities.persist(new Slip(place))))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("Slip")
                    .hasMessageContaining("null");
        }
    }

    @Test
    void rescanOfAnUnknownProfileIsRefused(TestPeer school) {
        assertThatThrownBy(() -> school.morango().rescan("sleeps"))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("sleeps")
                .hasMessageContaining("slips");
    }
}
