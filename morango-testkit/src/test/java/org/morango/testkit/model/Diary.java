package org.morango.testkit.model;

import jakarta.persistence.Entity;
import java.io.Serializable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity that cannot be synced, because its times have no form that other peers could read. */
@Entity
@Syncable(profile = "school", model = "diary")
public class Diary extends SyncableEntity {
    private Holder begun = new Holder();

    static final class Holder implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    @Override
    protected String partition() {
        return "";
    }

    public Object begun() {
        return begun;
    }
}
