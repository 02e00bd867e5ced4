package org.morango.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity that refers to a player, who requires a team. */
@Entity
@Syncable(profile = "facilitydata", model = "team")
public class Team extends SyncableEntity {
    public String name;

    @ManyToOne(fetch = FetchType.LAZY)
    public Player captain;

    protected Team() {}

    public Team(String name) {
        this.name = name;
    }

    @Override
    protected String sourceId() {
        return name;
    }

    @Override
    protected String partition() {
        return "teams";
    }
}
