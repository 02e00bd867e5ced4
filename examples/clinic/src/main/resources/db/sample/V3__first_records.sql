insert into doctor (id, version, created_at, updated_at, created_by_id, name, department_id) values
    (1, 0, current_timestamp, current_timestamp, 1, 'Amara Okafor', 2),
    (2, 0, current_timestamp, current_timestamp, 1, 'Jonas Lind', 3);

insert into patient (id, version, created_at, updated_at, created_by_id, name, born, blood_group, insurance_number, street, postal_code, city) values
    (1, 0, current_timestamp, current_timestamp, 1, 'Rosa Marín', date '1958-03-14', 'A', 'K-100-001', '4 Mill Lane', '1010', 'Riverton'),
    (2, 0, current_timestamp, current_timestamp, 1, 'Tomás Vega', date '2015-11-02', 'O', 'K-100-002', '17 Hill Road', '1012', 'Riverton'),
    (3, 0, current_timestamp, current_timestamp, 2, 'Ines Duarte', date '1990-07-30', 'UNKNOWN', null, null, null, null);

insert into patient_allergy (patient_id, allergy_id) values (1, 1), (1, 3), (2, 2);

insert into visit (id, version, created_at, updated_at, created_by_id, patient_id, doctor_id, diagnosis_id, follow_up_of_id, started_at, reason, status) values
    (1, 1, current_timestamp, current_timestamp, 1, 1, 1, 1, null, timestamp with time zone '2026-09-01 09:15:00+00:00', 'Headaches in the morning', 'CLOSED'),
    (2, 0, current_timestamp, current_timestamp, 1, 1, 1, 1, 1, timestamp with time zone '2026-10-06 09:00:00+00:00', 'Blood pressure after a month', 'OPEN'),
    (3, 1, current_timestamp, current_timestamp, 2, 2, 2, 3, null, timestamp with time zone '2026-10-11 22:40:00+00:00', 'Short of breath', 'CLOSED');

insert into measurement (version, created_at, updated_at, created_by_id, visit_id, name, amount, unit) values
    (0, current_timestamp, current_timestamp, 1, 1, 'systolic', 162, 'mmHg'),
    (0, current_timestamp, current_timestamp, 1, 1, 'diastolic', 98, 'mmHg'),
    (0, current_timestamp, current_timestamp, 1, 2, 'systolic', 138.5, 'mmHg'),
    (0, current_timestamp, current_timestamp, 2, 3, 'temperature', 37.4, '°C');

insert into prescription (id, version, created_at, updated_at, created_by_id, visit_id, medicine, daily_dose_mg, days) values
    (1, 0, current_timestamp, current_timestamp, 1, 1, 'Amlodipine', 5, 30),
    (2, 0, current_timestamp, current_timestamp, 2, 3, 'Salbutamol', 0.4, 14);

insert into appointment (id, version, created_at, updated_at, created_by_id, patient_id, doctor_id, scheduled_for, deleted) values
    (1, 0, current_timestamp, current_timestamp, 1, 1, 1, timestamp '2026-12-01 09:00:00', false),
    (2, 1, current_timestamp, current_timestamp, 1, 2, 2, timestamp '2026-12-01 10:30:00', true);

alter sequence doctor_seq restart with 101;
alter sequence patient_seq restart with 101;
alter sequence visit_seq restart with 101;
alter sequence prescription_seq restart with 101;
alter sequence appointment_seq restart with 101;
