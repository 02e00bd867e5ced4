package org.morango.it.documents;

import jakarta.persistence.Entity;
import java.time.Instant;
import org.morango.hibernate.mapping.OnConflict;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

@Entity
@Syncable(profile = "school", model = "remark", onConflict = OnConflict.LATEST, latestBy = "changedAt")
public class Remark extends SyncableEntity {
    private String schoolId = "";
    private String text = "";
    private Instant changedAt = Instant.EPOCH;

    protected Remark() {}

    public Remark(String schoolId, String text) {
        this.schoolId = schoolId;
        this.text = text;
    }

    public String text() {
        return text;
    }

    public void change(String newText, Instant now) {
        text = newText;
        changedAt = now;
    }

    @Override
    protected String partition() {
        return schoolId + ":remarks";
    }
}
