package org.morango.it.documents;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.OnConflict;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

@Entity
@Syncable(profile = "school", model = "stock", onConflict = OnConflict.FIELD_BY_FIELD)
public class Stock extends SyncableEntity {
    private String schoolId = "";
    private int amount;
    private String place = "";

    protected Stock() {}

    public Stock(String schoolId) {
        this.schoolId = schoolId;
    }

    public int count() {
        return amount;
    }

    public void setCount(int count) {
        amount = count;
    }

    public String place() {
        return place;
    }

    public void setPlace(String place) {
        this.place = place;
    }

    @Override
    protected String partition() {
        return schoolId + ":stock";
    }
}
