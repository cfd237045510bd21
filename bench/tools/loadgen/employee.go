package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
)

var (
	firstNames  = []string{"Aleksandra", "Benjamin", "Chidinma", "Dmitri", "Esperanza", "Fatoumata", "Giovanni", "Hyun-woo"}
	lastNames   = []string{"Kowalczyk", "van der Berg", "Okonkwo-Adeyemi", "Petrosyan", "Rodriguez Garcia", "Traore", "Schwarzenbach", "Nakamura"}
	departments = []string{"Platform Engineering", "People Operations", "Customer Success EMEA", "Financial Planning & Analysis"}
)

func firstName(k int) string  { return firstNames[k%len(firstNames)] }
func lastName(k int) string   { return lastNames[(k/len(firstNames))%len(lastNames)] }
func department(k int) string { return departments[k%len(departments)] }
func title(k int) string      { return fmt.Sprintf("Senior Specialist, Integration Programme %d", k%97) }
func managerID(k int) string  { return employeeID(k / 12) }
func hireDate(k int) string   { return fmt.Sprintf("20%02d-%02d-%02d", 10+k%15, 1+k%12, 1+k%28) }
func email(k int) string {
	surname := strings.ReplaceAll(strings.ToLower(lastName(k)), " ", "")
	return fmt.Sprintf("%s.%s.%d@people.example.com", strings.ToLower(firstName(k)), surname, k)
}

// Avro: lengths and numbers as zigzag varints, a union's branch before its value.
func text(b []byte, s string) []byte         { return append(binary.AppendVarint(b, int64(len(s))), s...) }
func optionalText(b []byte, s string) []byte { return text(append(b, 2), s) }

func wireHeader(schemaID uint32) []byte {
	return binary.BigEndian.AppendUint32(append(make([]byte, 0, 512), 0), schemaID)
}

// peerEvent is an event as bench/peers/employee.avsc has it, about 380 bytes.
func peerEvent(k int, ver, nowUs int64) []byte {
	b := wireHeader(1)
	b = text(b, fmt.Sprintf("8c1f6a52-3d0e-4b7a-9e21-%08x%04x", k, ver&0xffff))
	b = binary.AppendVarint(b, min(ver-1, 1)) // CREATED, then UPDATED
	b = text(b, employeeID(k))
	b = binary.AppendVarint(b, ver)
	b = binary.AppendVarint(b, nowUs)
	b = text(b, email(k))
	b = text(b, firstName(k))
	b = text(b, lastName(k))
	b = text(b, firstName(k)+" "+lastName(k))
	b = optionalText(b, title(k))
	b = optionalText(b, department(k))
	b = optionalText(b, fmt.Sprintf("CC-%05d-%03d", k%300, k%7))
	b = optionalText(b, managerID(k))
	b = optionalText(b, "Amsterdam, Herengracht 182, floor 4")
	b = text(b, "NL")
	b = text(b, "en-GB")
	b = binary.AppendVarint(b, int64(17000+k%3000))
	b = append(b, 1)
	b = optionalText(b, fmt.Sprintf("+31 20 555 %04d", k%10000))
	b = binary.AppendVarint(b, 3)
	for _, group := range []string{"all-employees", "security-awareness-2026", "people-managers-emea"} {
		b = text(b, group)
	}
	return append(b, 0)
}

// The version of an event orders by its modification time: version n is n milliseconds later.
const firstModifiedAt = 1_780_000_000_000

// lockstepEvent makes EmployeeEvents of bench/contract/employee.yaml, about 440 bytes.
func lockstepEvent(schemaID uint32, contractHash string) record {
	// An optional field of the contract: the branches are absent, null, text.
	given := func(b []byte, s string) []byte { return text(append(b, 4), s) }
	return func(k int, ver, nowUs int64) []byte {
		id := employeeID(k)
		eventID := sha256.Sum256(fmt.Appendf(nil, "%s#%d", id, ver))
		b := wireHeader(schemaID)
		b = text(b, hex.EncodeToString(eventID[:]))
		b = text(b, id)
		b = binary.AppendVarint(b, min(ver-1, 1)) // created, then updated
		b = binary.AppendVarint(b, firstModifiedAt+ver)
		b = binary.AppendVarint(b, nowUs/1000)
		b = text(b, "generic")
		b = binary.AppendVarint(b, 0) // by webhook
		b = append(b, 0)              // no delivery ID
		b = text(b, contractHash)
		b = text(b, id)
		b = given(b, email(k))
		b = text(b, firstName(k))
		b = text(b, lastName(k))
		b = text(b, hireDate(k))
		b = given(b, managerID(k))
		b = given(b, department(k))
		b = given(b, title(k))
		b = text(b, "active")
		b = given(b, fmt.Sprint(ver))
		return given(b, fmt.Sprint(nowUs))
	}
}
