package org.morango.it.database;

import jakarta.persistence.Entity;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.testkit.InMemoryReplica;
import org.morango.testkit.simulation.SimulatedDatabase;

/** An entity whose rows the reference model can also hold. */
@Entity(name = "Thing")
@Syncable(profile = InMemoryReplica.PROFILE, model = SimulatedDatabase.MODEL)
public class Thing extends SyncableEntity {
    String source = "";
    String place = "";

    @Nullable
    String text;

    @Nullable
    Integer token;

    protected Thing() {}

    Thing(String source, String place) {
        this.source = source;
        this.place = place;
    }

    @Override
    protected String sourceId() {
        return source;
    }

    @Override
    protected String partition() {
        return place;
    }

    /** Returns the row's content as a replica sees it. */
    String content() {
        return "{\"place\":\"" + place + "\",\"source\":\"" + source + "\",\"text\":"
                + (text == null ? null : "\"" + text + "\"") + ",\"token\":" + token + "}";
    }
}
