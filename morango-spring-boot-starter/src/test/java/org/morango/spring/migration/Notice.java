package org.morango.spring.migration;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

@Entity
@Syncable(profile = "school", model = "notice")
class Notice extends SyncableEntity {
    private String school = "";
    private String text = "";

    protected Notice() {}

    Notice(String school, String text) {
        this.school = school;
        this.text = text;
    }

    @Override
    protected String partition() {
        return school;
    }
}
