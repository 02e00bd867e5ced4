package org.morango.testkit.model;

import jakarta.persistence.Entity;
import java.time.Instant;
import org.hibernate.annotations.CreationTimestamp;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity that cannot be synced, because its time differs from peer to peer. */
@Entity
@Syncable(profile = "school", model = "diary")
public class Diary extends SyncableEntity {
    @CreationTimestamp
    private Instant begun;

    @Override
    protected String partition() {
        return "";
    }

    public Instant begun() {
        return begun;
    }
}
