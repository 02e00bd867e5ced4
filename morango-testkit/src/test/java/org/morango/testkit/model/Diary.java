package org.morango.testkit.model;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import java.util.ArrayList;
import java.util.List;
import org.morango.hibernate.Syncable;
import org.morango.hibernate.SyncableEntity;

/** Cannot be synced: it owns a collection. */
@Entity
@Syncable(profile = "school", model = "diary")
public class Diary extends SyncableEntity {
    @ElementCollection
    private List<String> pages = new ArrayList<>();

    @Override
    protected String partition() {
        return "";
    }

    public List<String> getPages() {
        return pages;
    }
}
