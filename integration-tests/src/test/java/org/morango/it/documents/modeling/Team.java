package org.morango.it.documents.modeling;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

@Entity
@Syncable(profile = "school", model = "team")
public class Team extends SyncableEntity {
    private String root;

    protected Team() {}

    public Team(String root) {
        this.root = root;
    }

    @Override
    protected String partition() {
        return root;
    }
}
