// Command probe is what the proofs run in pods. It answers every connection on port 8080, and on request tries to
// connect somewhere from where it stands: GET /connect?to=host:port answers `connected`, or why not.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"
)

// Longer than any handshake on one machine; a dropped packet is what takes longer.
const patience = time.Second

func main() {
	name, err := os.Hostname()
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, name)
	})
	http.HandleFunc("GET /connect", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, connect(r.URL.Query().Get("to")))
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}

func connect(address string) string {
	connection, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		return err.Error()
	}
	connection.Close()
	return "connected"
}
