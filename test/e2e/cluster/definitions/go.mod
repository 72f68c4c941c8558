module perchoir.dev/e2e/definitions

go 1.26.3

require (
	github.com/cert-manager/cert-manager v1.21.2
	github.com/kedacore/keda/v2 v2.21.0
)
