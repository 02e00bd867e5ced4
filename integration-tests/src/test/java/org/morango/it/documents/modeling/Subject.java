package org.morango.it.documents.modeling;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

@Entity
@Syncable(profile = "school", model = "subject")
public class Subject extends SyncableEntity {
    private String schoolId = "";
    private String code = "";

    protected Subject() {}

    public Subject(String schoolId, String code) {
        this.schoolId = schoolId;
        this.code = code;
    }

    @Override
    protected String sourceId() {
        return code;
    }

    @Override
    protected String partition() {
        return schoolId + ":subjects";
    }
}
