package org.morango.it.documents.howto;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.RecordIdRule;

/** A row from before the library was used, with a suitable key. */
@Entity
@Syncable(profile = "library", model = "reader", id = RecordIdRule.SOURCE_ID)
public class Reader extends SyncableEntity {
    private String library = "";
    private String name = "";

    protected Reader() {}

    @Override
    protected String partition() {
        return library + ":readers";
    }
}
