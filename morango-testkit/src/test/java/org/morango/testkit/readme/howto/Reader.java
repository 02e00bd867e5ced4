package org.morango.testkit.readme.howto;

import jakarta.persistence.Entity;
import org.morango.hibernate.Syncable;
import org.morango.hibernate.SyncableEntity;
import org.morango.record.RecordIdRule;

/** A row that was there before the library was, with a key that fits. */
@Entity
@Syncable(profile = "library", model = "reader", id = RecordIdRule.SOURCE_ID)
public class Reader extends SyncableEntity {
    private String library = "";
    private String name = "";

    protected Reader() {}

    public Reader(String library, String id, String name) {
        this.library = library;
        setId(id);
        this.name = name;
    }

    @Override
    protected String partition() {
        return library + ":readers";
    }

    public String name() {
        return name;
    }

    public void rename(String name) {
        this.name = name;
    }
}
