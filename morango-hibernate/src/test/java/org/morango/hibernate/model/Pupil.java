package org.morango.hibernate.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Size;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.RecordIdRule;

/** An entity that Bean Validation checks. No two pupils of a classroom have the same picture password. */
@Entity
@Table(uniqueConstraints = @UniqueConstraint(columnNames = {"classroom", "picture"}))
@Syncable(profile = "facilitydata", model = "pupil", id = RecordIdRule.SOURCE_ID)
public class Pupil extends SyncableEntity {
    public String classroom;
    public Integer picture;

    @Size(min = 2, max = 30)
    public String name;

    @Max(99)
    public int age;

    @Column(length = 5)
    public String sign;

    protected Pupil() {}

    @SuppressWarnings("this-escape")
    public Pupil(String id, String name, String classroom, Integer picture) {
        setId(id);
        this.name = name;
        this.classroom = classroom;
        this.picture = picture;
    }

    @Override
    protected String partition() {
        return ID + ":pupil";
    }
}
