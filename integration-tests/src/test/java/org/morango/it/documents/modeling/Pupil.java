package org.morango.it.documents.modeling;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

@Entity
@Syncable(profile = "school", model = "pupil")
public class Pupil extends SyncableEntity {
    @Column(unique = true)
    private String username;

    @SyncName(value = "full_name", aliases = "name")
    private String fullName;

    @ManyToOne(fetch = FetchType.LAZY)
    private Teacher teacher;

    private String root;

    protected Pupil() {}

    public Pupil(String root, String username, String fullName, Teacher teacher) {
        this.root = root;
        this.username = username;
        this.fullName = fullName;
        this.teacher = teacher;
    }

    public String username() {
        return username;
    }

    public String fullName() {
        return fullName;
    }

    public Teacher teacher() {
        return teacher;
    }

    @Override
    protected String partition() {
        return root + ":pupils";
    }
}
