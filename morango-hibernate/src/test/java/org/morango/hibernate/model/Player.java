package org.morango.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A member of a team. */
@Entity
@Syncable(profile = "facilitydata", model = "player")
public class Player extends SyncableEntity {
    public String name;

    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    public Team team;

    protected Player() {}

    public Player(String name, Team team) {
        this.name = name;
        this.team = team;
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
