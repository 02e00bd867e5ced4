package org.morango.it.database;

import jakarta.persistence.Entity;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.testkit.InMemoryReplica;
import org.morango.testkit.simulation.LessonDatabase;

/** An entity whose rows the reference model can also hold. */
@Entity(name = "Thing")
@Syncable(profile = InMemoryReplica.PROFILE, model = LessonDatabase.MODEL)
public class Thing extends SyncableEntity implements AnyThing {
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

    @Override
    public void set(@Nullable String newText, @Nullable Integer newToken) {
        text = newText;
        token = newToken;
    }

    @Override
    public String content() {
        return AnyThing.content(source, place, text, token);
    }
}
