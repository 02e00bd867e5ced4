package notes;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

@Entity
@Syncable(profile = "notes", model = "note")
public class Note extends SyncableEntity {
    private String book = "";
    private String text = "";

    protected Note() {}

    Note(String book, String text) {
        this.book = book;
        this.text = text;
    }

    @Override
    protected String partition() {
        return book;
    }

    @Override
    public String toString() {
        return text;
    }
}
