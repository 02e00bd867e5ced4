package org.morango.it.documents.modeling;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

@Entity
@Syncable(profile = "school", model = "teacher")
public class Teacher extends SyncableEntity {
    private String root;

    protected Teacher() {}

    public Teacher(String root) {
        this.root = root;
    }

    @Override
    protected String partition() {
        return root + ":teachers";
    }
}
